import { describe, expect, it } from 'vitest'

import { constant, variable } from '../graph/variable.ts'
import { LlmCall } from '../llm/llm-call.ts'
import { Module } from '../llm/module.ts'
import { TGD } from '../optimizers/tgd.ts'
import { gradient } from '../strategies/gradient.ts'
import { promptText, scripted } from '../testing/scripted.ts'
import { canonicalLog, type RunEvent } from './event.ts'
import { memoryJournal } from './journal.ts'
import { optimize } from './optimize.ts'
import { programProblem } from './program-problem.ts'

// The language model is simulated: it counts right only when its prompt tells it to count.
const model = scripted({
  reply: (request) => {
    if (request.purpose === 'update') return `<${request.about!.tag}>Count the words.</${request.about!.tag}>`
    const [system, user] = promptText(request).split('\n\n')
    return system!.includes('Count') ? String(user!.split(' ').length) : '7'
  },
})

class Counter extends Module {
  readonly answer = new LlmCall({
    engine: model,
    system: variable('Guess.', { role: 'system prompt' }),
    role: 'number of words',
  })
}

const items = {
  train: [{ text: 'a b', n: 2 }],
  validation: [
    { text: 'a b c', n: 3 },
    { text: 'a', n: 1 },
  ],
}

const problem = programProblem({
  program: () => new Counter(),
  items,
  predict: (program, { text }, call) => program.answer.forward(constant(text, { role: 'text' }), call),
  score: ({ value }, { n }) => ({
    score: Number(value === String(n)),
    feedback: `expected ${n}, got ${value}`,
  }),
})

describe('programProblem', () => {
  it('optimises a program by its examples, and says how its parameters were used', async () => {
    const steps = []
    const run = optimize(problem, {
      strategy: gradient(({ parameters }) => new TGD(parameters, { engine: model })),
      seed: 1,
      steps: 3,
      target: 1,
    })
    for await (const step of run) steps.push(step)
    expect(steps.map(({ best }) => [best.candidate, best.evaluation.score])).toEqual([
      [{ 'system prompt': 'Count the words.' }, 1],
    ])
    expect(steps[0]?.best.evaluation.items).toEqual([
      {
        id: '1',
        score: 1,
        feedback: [{ kind: 'feedback', text: 'expected 3, got 3' }],
        uses: [{ parameter: 'system prompt', op: 'llm-call', input: 'a b c', output: '3' }],
      },
      expect.objectContaining({ id: '2', score: 1 }),
    ])
  })

  it('is the same run over a journal, event for event and with the same spend, without a call', async () => {
    const journal = memoryJournal()
    const once = async (): Promise<{ log: string; spent: unknown; calls: number }> => {
      const before = model.calls.length
      const events: RunEvent[] = []
      const strategy = gradient(({ parameters }) => new TGD(parameters, { engine: model }))
      const emit = (event: RunEvent): void => void events.push(event)
      const run = optimize(problem, { strategy, seed: 1, steps: 2, journal, emit })
      let result = await run.next()
      while (!result.done) result = await run.next()
      return { log: canonicalLog(events), spent: result.value.spent, calls: model.calls.length - before }
    }
    const [first, second] = [await once(), await once()]
    expect(first.calls).toBeGreaterThan(4)
    expect(second).toEqual({ ...first, calls: 0 })
  })

  it('gives a prediction that can not be scored the score of a failure, with the reason', async () => {
    const failing = programProblem({
      program: () => new Counter(),
      items,
      predict: (program, { text }, call) => program.answer.forward(constant(text, { role: 'text' }), call),
      score: () => {
        throw new SyntaxError('not a number')
      },
      failed: -1,
      metric: { name: 'error', direction: 'minimize' },
    })
    const run = optimize(failing, { strategy: { name: 'none', next: async () => [] }, seed: 1 })
    const { value } = await run.next()
    expect(value).toMatchObject({
      best: {
        evaluation: {
          score: 1,
          metrics: { error: -1 },
          items: [{ feedback: [{ text: 'not a number' }] }, {}],
        },
      },
    })
  })

  it('refuses a program without parameters, or with two of one name', () => {
    const make = (program: Module) => () =>
      programProblem({
        program: () => program,
        items,
        predict: async () => variable('', { role: 'x' }),
        score: () => 0,
      })
    expect(make(new Module())).toThrow('at least one trainable variable')
    class Twins extends Module {
      readonly a = variable('1', { role: 'prompt' })
      readonly b = variable('2', { role: 'prompt' })
    }
    expect(make(new Twins())).toThrow('two are "prompt"')
  })

  it('lets a strategy look at candidates on some items, counted by item and bought once', async () => {
    const seen: number[] = []
    const looking = {
      name: 'looking',
      next: async (
        ...[history, , , evaluate]: Parameters<import('../strategies/strategy.ts').Strategy['next']>
      ) => {
        if (history.step > 2) return []
        const { score } = await evaluate(history.best.candidate, { of: 'train', places: [0] })
        seen.push(score)
        return [
          {
            candidate: { 'system prompt': `Count ${history.step}` },
            parents: [],
            by: 'looking',
            memory: { a: '1' },
          },
        ]
      },
    }
    const events: unknown[] = []
    const run = optimize(problem, { strategy: looking, seed: 1, emit: (event) => void events.push(event) })
    let result = await run.next()
    while (!result.done) result = await run.next()
    // The start and two candidates on 2 items each, and the looks at the start and at the first candidate.
    expect(result.value.spent.evaluations).toBe(2 * 3 + 2)
    expect(seen).toEqual([0, 1])
    expect(events).toContainEqual(expect.objectContaining({ type: 'evaluation', memory: { a: '1' } }))
  })
})
