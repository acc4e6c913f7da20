import { describe, expect, it } from 'vitest'

import { feedback, satisfied } from '../graph/gradient.ts'
import { variable } from '../graph/variable.ts'
import type { GenerateRequest } from '../llm/engine.ts'
import { canonicalLog, type RunEvent } from '../run/event.ts'
import { memoryJournal } from '../run/journal.ts'
import { optimize, type OptimizeOptions } from '../run/optimize.ts'
import type { Problem } from '../run/problem.ts'
import { promptText, scripted, type ScriptedOptions } from '../testing/index.ts'
import { reflexion, type ReflexionOptions } from './reflexion.ts'

/** A number is to be guessed; what is said of a guess is how far off it is. */
function guessing(goal = 5, start: Readonly<Record<string, string>> = { guess: '1' }): Problem {
  return {
    start,
    metrics: [{ name: 'right', direction: 'maximize' }],
    build: (candidate) => ({
      parameters: Object.entries(candidate).map(([name, value]) =>
        variable(value, { name, role: `a ${name}` }),
      ),
      loss: () => Promise.reject(new Error('nobody asks for gradients')),
      async evaluate() {
        const off = Object.values(candidate).reduce((sum, value) => sum + goal - Number(value), 0)
        return {
          score: off === 0 ? 1 : 0,
          metrics: { right: off === 0 ? 1 : 0 },
          feasible: true,
          feedback: [off === 0 ? satisfied : feedback(`It is ${off} off.`)],
        }
      },
    }),
    async [Symbol.asyncDispose]() {},
  }
}

const written = ({ about }: GenerateRequest, value: string) => `<${about!.tag}>${value}</${about!.tag}>`

/** The language model is simulated: it notes by one how much too small a guess was, and adds its newest note. */
function adding(request: GenerateRequest): string {
  const text = promptText(request)
  if (request.purpose === 'backward') return `Add 1: ${/is (-?\d+) off/.exec(text)![1]} was left.`
  return written(request, String(Number(request.about!.value) + 1))
}

async function run(
  options: Partial<OptimizeOptions & ReflexionOptions> & {
    reply?: ScriptedOptions['reply']
    problem?: Problem
  } = {},
) {
  const { reply = adding, problem = guessing(), ...rest } = options
  const engine = scripted({ reply, latency: { from: 0, to: 3, seed: 1 } })
  const events: RunEvent[] = []
  const running = optimize(problem, {
    seed: 1,
    emit: (event) => void events.push(event),
    strategy: reflexion({ engine, ...rest }),
    ...rest,
  })
  for (;;) {
    const { done, value } = await running.next()
    if (done) return { result: value, events, engine }
  }
}

describe('reflexion', () => {
  it('reflects on what was found, tries again with its notes, and ends when nothing is wrong', async () => {
    const { result, engine } = await run()
    expect(result).toMatchObject({ status: 'done', steps: 4, best: { candidate: { guess: '5' } } })
    expect([engine.count('backward'), engine.count('update'), engine.calls.length]).toEqual([4, 4, 8])
    // Attempts that are no better take the place of the last one all the same.
    expect(
      engine.calls.filter(({ purpose }) => purpose === 'update').map(({ about }) => about!.value),
    ).toEqual(['1', '2', '3', '4'])
  })

  it('shows the newest notes, and tells them to the run', async () => {
    const { engine, events } = await run({ problem: guessing(9), remembered: 2, steps: 4 })
    const last = promptText(engine.calls.at(-1)!)
    expect([...last.matchAll(/<note>\n(.*)\n<\/note>/g)].map((match) => match[1])).toEqual([
      'Add 1: 6 was left.',
      'Add 1: 5 was left.',
    ])
    expect(events.filter(({ type }) => type === 'gradient')).toHaveLength(4)
    expect(events.find(({ type }) => type === 'gradient')).toMatchObject({
      variable: 'guess',
      from: 'reflexion',
      text: 'Add 1: 8 was left.',
    })
  })

  it('words its prompts so', async () => {
    const { engine } = await run({
      problem: guessing(9),
      steps: 2,
      examples: ['2 was tried; 3 off; think in threes'],
      constraints: ['a whole number'],
    })
    expect(promptText(engine.calls[0]!)).toMatchSnapshot('reflection')
    expect(promptText(engine.calls[3]!)).toMatchSnapshot('attempt')
  })

  it('sends back what can not be used, and stays where it is after the last attempt', async () => {
    const { engine, events, result } = await run({
      attempts: 2,
      steps: 1,
      reply: (request) => (request.purpose === 'backward' ? 'Think.' : 'no tags'),
    })
    expect(engine.calls).toHaveLength(3)
    expect(events.find(({ type }) => type === 'update')).toMatchObject({
      outcome: 'unusable',
      detail: expect.stringContaining('no usable reply in 2 attempts'),
    })
    expect(result.best.candidate).toEqual({ guess: '1' })
  })

  it('takes turns with several parameters', async () => {
    const { engine } = await run({ problem: guessing(3, { first: '1', second: '1' }), steps: 2 })
    const updates = engine.calls.filter(({ purpose }) => purpose === 'update')
    expect(updates.map(({ about }) => about!.parameter)).toEqual(['first', 'second'])
    expect(promptText(updates[1]!)).not.toContain('4 was left')
  })

  it('is the same run when it goes on with a journal, without asking again', async () => {
    const whole = await run({ problem: guessing(9), steps: 4 })
    const journal = memoryJournal()
    await run({ problem: guessing(9), steps: 2, journal })
    const { events, engine } = await run({ problem: guessing(9), steps: 4, journal })
    expect(canonicalLog(events)).toBe(canonicalLog(whole.events))
    expect(engine.calls).toHaveLength(4)
  })

  it.each([
    [{ remembered: 0 }, /remembered to be a whole number from 1 up, got 0/],
    [{ attempts: 1.5 }, /attempts to be a whole number from 1 up, got 1.5/],
    [{ promptTokens: 10 }, /promptTokens/],
  ])('refuses %j', (options, message) => {
    expect(() => reflexion({ engine: scripted(), ...options })).toThrow(message)
  })
})
