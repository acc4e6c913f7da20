import { describe, expect, it } from 'vitest'

import { number } from '../codec.ts'
import { variable } from '../graph/variable.ts'
import type { GenerateRequest } from '../llm/engine.ts'
import { canonicalLog, type RunEvent } from '../run/event.ts'
import { memoryJournal } from '../run/journal.ts'
import { optimize, type OptimizeOptions } from '../run/optimize.ts'
import type { Problem } from '../run/problem.ts'
import { promptText, scripted, type ScriptedOptions } from '../testing/index.ts'
import { opro, type OproOptions } from './opro.ts'
import type { Strategy } from './strategy.ts'

/** A word is worth its length, and 'x' can not be had. */
function words(start: Readonly<Record<string, string>> = { word: 'a' }): Problem {
  return {
    start,
    metrics: [{ name: 'length', direction: 'maximize' }],
    build: (candidate) => ({
      parameters: Object.entries(candidate).map(([name, value]) =>
        variable(value, { name, role: `a ${name}` }),
      ),
      loss: () => Promise.reject(new Error('nobody asks for gradients')),
      async evaluate() {
        const length = Object.values(candidate).join('').length
        if (Object.values(candidate).includes('x')) throw new Error('x is broken')
        return { score: length, metrics: { length }, feasible: length < 9, feedback: [] }
      },
    }),
    async [Symbol.asyncDispose]() {},
  }
}

async function run(
  options: Partial<OptimizeOptions & OproOptions> & { reply?: ScriptedOptions['reply']; problem?: Problem },
) {
  // The language model is simulated: it makes the best text longer, by one letter that depends on its seed.
  const { reply = longer, problem = words(), strategy, ...rest } = options
  const engine = scripted({ reply, latency: { from: 0, to: 3, seed: 1 } })
  const events: RunEvent[] = []
  const running = optimize(problem, {
    seed: 1,
    steps: 3,
    emit: (event) => void events.push(event),
    strategy: strategy ?? opro({ engine, proposals: 3, ...rest }),
    ...rest,
  })
  const steps = []
  for (;;) {
    const { done, value } = await running.next()
    if (done) return { result: value, steps, events, engine }
    steps.push(value)
  }
}

const tagged = ({ about }: GenerateRequest, value: string) => `<${about!.tag}>${value}</${about!.tag}>`

function longer(request: GenerateRequest): string {
  return tagged(request, request.about!.value + 'abcdefgh'[request.seed! % 8])
}

describe('opro', () => {
  it('asks several times at once, and goes on from scores alone', async () => {
    const { result, steps, engine } = await run({})
    expect(result.best.evaluation.score).toBe(4)
    expect(steps.map(({ tried }) => tried.length).every((count) => count >= 1 && count <= 3)).toBe(true)
    expect([engine.calls.length, engine.count('update'), engine.peak]).toEqual([9, 9, 3])
    expect(new Set(engine.calls.map(({ seed }) => seed)).size).toBe(9)
    expect(engine.calls.every(({ sampling }) => sampling?.temperature === 1)).toBe(true)
    expect(new Set(engine.calls.slice(0, 3).map(promptText)).size).toBe(1)
  })

  it('shows the best that were tried, the worst first', async () => {
    const replies = ['ddd', 'cc', 'eeee', 'bb', 'x', 'aaaaaaaaa', 'aaaaaaaaaa']
    const { engine } = await run({
      reply: (request, call) => tagged(request, replies[call % replies.length]!),
      proposals: 7,
      steps: 2,
      shown: 6,
      examples: ['to speak -> talk', 'to run -> race', 'to eat -> dine', 'to see -> look'],
      constraints: ['one word'],
    })
    const sent = promptText(engine.calls[7]!)
    expect(sent).toMatchSnapshot()
    // Broken ones have no score, and one that breaks a rule is worse than all that do not.
    expect([...sent.matchAll(/<tried>\n(.*)\n<\/tried>/g)].map((match) => match[1])).toHaveLength(6)
    expect(sent).not.toContain('<tried>\nx\n')
    expect(sent.match(/<example>/g)).toHaveLength(3)
  })

  it('tells engines that read no English what was tried', async () => {
    const { engine } = await run({ steps: 2, proposals: 1 })
    expect(engine.calls[1]!.about).toMatchObject({
      parameter: 'word',
      role: 'a word',
      feedback: [],
      history: [
        { value: 'a', score: 1, accepted: true },
        { score: 2, accepted: true },
      ],
    })
  })

  it('asks again with the defect, and drops what never becomes usable with a note', async () => {
    const check = (value: string) => (value.includes('z') ? 'it has a z' : undefined)
    const { engine, events, steps } = await run({
      constraints: [{ text: 'no z', check }],
      proposals: 2,
      steps: 1,
      attempts: 2,
      reply: (request) =>
        request.path!.includes('proposal-0/') && request.messages.length > 2
          ? tagged(request, 'good')
          : tagged(request, 'z'),
    })
    expect(engine.calls).toHaveLength(4)
    const again = engine.calls.find(({ path }) => path!.endsWith('proposal-0/attempt-1'))
    expect(promptText(again!)).toContain('it must obey "no z", but it has a z')
    expect(steps[0]!.tried.map(({ candidate }) => candidate)).toEqual([{ word: 'good' }])
    const told = events.filter(({ type }) => type === 'update').toSorted((a, b) => (a.path < b.path ? -1 : 1))
    expect(told).toMatchObject([
      { outcome: 'changed', after: 'good', before: 'a' },
      { outcome: 'unusable', after: 'a', detail: expect.stringContaining('no usable reply in 2 attempts') },
    ])
  })

  it('finds nothing new when no reply can be used, and goes on', async () => {
    const { result, steps } = await run({
      reply: (request) => (request.path!.startsWith('step-1/') ? 'no tags' : longer(request)),
      steps: 2,
    })
    expect(steps[0]).toMatchObject({ accepted: [], best: { candidate: { word: 'a' } } })
    expect(result.best.evaluation.score).toBe(2)
    const cut = await run({ reply: (request) => ({ text: longer(request), finish: 'length' }), steps: 1 })
    expect([cut.result.best.evaluation.score, cut.engine.calls.length]).toEqual([1, 9])
    const refused = await run({
      reply: (request) => ({ text: longer(request), finish: 'refused' }),
      steps: 1,
    })
    expect(refused.result.best.evaluation.score).toBe(1)
  })

  it('lets several parameters take turns', async () => {
    const { steps, engine } = await run({ problem: words({ noun: 'a', verb: 'b' }), proposals: 1 })
    expect(engine.calls.map(({ about }) => about!.parameter)).toEqual(['noun', 'verb', 'noun'])
    expect(
      steps.map(({ best: { candidate } }) => [candidate['noun']!.length, candidate['verb']!.length]),
    ).toEqual([
      [2, 1],
      [2, 2],
      [3, 2],
    ])
  })

  it('reads values by their codec, and shows each once with its best score', async () => {
    const numbers: Problem = {
      ...words({ n: '1' }),
      build: ({ n }) => ({
        parameters: [variable(Number(n), { name: 'n', role: 'a number', codec: number })],
        loss: () => Promise.reject(new Error('no')),
        evaluate: async () => ({ score: Number(n) / 3, metrics: {}, feasible: true, feedback: [] }),
      }),
    }
    const { result, engine } = await run({
      problem: numbers,
      proposals: 1,
      steps: 2,
      reply: (request) => tagged(request, request.messages.length === 2 ? 'two' : ' 2.0 '),
    })
    expect(result.best.candidate).toEqual({ n: '2' })
    expect(promptText(engine.calls[2]!)).toContain('Score 0.666667:\n\n<tried>\n2\n</tried>')
  })

  it('keeps the prompt within its limit: the best is shown always, the worst as far as there is room', async () => {
    const long = 'long '.repeat(400)
    const { engine } = await run({
      problem: { ...words({ word: long }) },
      promptTokens: 1000,
      reply: (request) => tagged(request, `${request.about!.value}!`),
      proposals: 1,
      steps: 2,
    })
    expect(promptText(engine.calls[1]!).match(/<tried>/g)).toHaveLength(1)
  })

  it('is the same from the same seed, keeps nothing to itself, and goes on over a journal', async () => {
    const whole = await run({})
    const engine = scripted({ reply: longer })
    const forgetful: Strategy = {
      name: 'opro',
      next: ({ step, pool, failed, best }, ...rest) =>
        opro({ engine, proposals: 3 }).next({ step, pool: [...pool], failed: [...failed], best }, ...rest),
    }
    expect(canonicalLog((await run({ strategy: forgetful })).events)).toBe(canonicalLog(whole.events))
    const journal = memoryJournal()
    await run({ journal, steps: 2 })
    const resumed = await run({ journal })
    expect(canonicalLog(resumed.events)).toBe(canonicalLog(whole.events))
    expect(resumed.engine.calls).toHaveLength(3)
  })

  it('uses JSON where the engine can be held to a schema', async () => {
    const engine = {
      ...scripted({ reply: ({ schema }) => JSON.stringify({ IMPROVED_VARIABLE: schema ? 'held' : '' }) }),
      structured: true,
    }
    const { result } = await run({ strategy: opro({ engine, proposals: 1 }), steps: 1 })
    expect(result.best.candidate).toEqual({ word: 'held' })
  })

  it('ends the run in order when the budget is spent', async () => {
    const { result } = await run({ budget: { calls: 5 } })
    expect(result).toMatchObject({ status: 'budget', steps: 1, spent: { calls: 5 } })
  })

  it('refuses settings that make no sense', () => {
    const engine = scripted()
    for (const option of ['shown', 'proposals', 'attempts'])
      expect(() => opro({ engine, [option]: 0 })).toThrow(
        new RangeError(`Expected ${option} to be a whole number from 1 up, got 0`),
      )
    expect(() => opro({ engine, promptTokens: 1 })).toThrow(RangeError)
  })
})
