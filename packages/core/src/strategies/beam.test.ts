import { describe, expect, it } from 'vitest'

import type { GenerateRequest } from '../llm/engine.ts'
import { TextLoss } from '../losses/text-loss.ts'
import { canonicalLog } from '../run/event.ts'
import { memoryJournal } from '../run/journal.ts'
import type { Problem } from '../run/problem.ts'
import { promptText, scripted, type ScriptedEngine } from '../testing/index.ts'
import { editor, naming, run, topics } from './beam.test.support.ts'
import { beam } from './beam.ts'
import { always } from './gate.ts'
import type { Strategy } from './strategy.ts'

const isParaphrase = ({ about }: GenerateRequest) => about!.feedback.some(({ data }) => data !== undefined)
const edits = (engine: ScriptedEngine) => engine.calls.filter((call) => !isParaphrase(call))

describe('beam', () => {
  it('deals what is criticised into groups, edits by each, and rewords each edit', async () => {
    const { engine, steps } = await run({ steps: 1, paraphrases: 2 })
    const told = edits(engine).map(({ about }) =>
      about!.feedback.map(({ text }) => text.slice('name '.length)),
    )
    expect(told.map(({ length }) => length)).toEqual([2, 2, 2, 2])
    expect(told.flat().toSorted()).toEqual(topics.toSorted())
    expect(engine.calls.filter(isParaphrase)).toHaveLength(4 * 2)
    expect(promptText(engine.calls.find(isParaphrase)!)).toContain('Say the same in other words.')
    // Both rewordings of an edit are the same here, and count as one.
    expect(steps[0]!.tried).toHaveLength(4)
    expect(steps[0]!.tried.every(({ evaluation }) => evaluation.score === 2 / 8)).toBe(true)
  })

  it('goes on from the best that were evaluated, accepted or not, and reaches the end', async () => {
    const { engine, steps, result } = await run({ steps: 6, width: 2, edits: 3, paraphrases: 0 })
    expect(result.best.evaluation.score).toBe(1)
    const second = new Set(
      edits(engine)
        .filter(({ path }) => path!.startsWith('step-2/'))
        .map(({ about }) => about!.value),
    )
    const best = steps[0]!.tried.map(({ evaluation }) => evaluation.score).toSorted((a, b) => b - a)
    expect([...second]).toHaveLength(2)
    for (const value of second)
      expect(best.slice(0, 2)).toContain(topics.filter((topic) => value.includes(topic)).length / 8)
  })

  it('keeps so many successors of each member, at random', async () => {
    const all = { steps: 1, width: 20, paraphrases: 1, edits: 8 }
    const [a, b, c] = [
      await run({ ...all, successors: 5 }),
      await run({ ...all, successors: 5, seed: 2 }),
      await run(all),
    ]
    expect([a, b, c].map(({ steps }) => steps[0]!.tried.length)).toEqual([5, 5, 8])
    const texts = (one: typeof a) => one.steps[0]!.tried.map(({ candidate }) => candidate['text']!).toSorted()
    expect(texts(a)).not.toEqual(texts(b))
  })

  it.each(['ucb', 'halving'] as const)('evaluates in full only what looks best by %s', async (selection) => {
    // One of the edits names everything, whatever it was asked for.
    const genius = (request: GenerateRequest) =>
      request.path!.includes('/edit-5/')
        ? `<${request.about!.tag}>${topics.join(' ')}</${request.about!.tag}>`
        : editor(request)
    const { steps, result, events } = await run({
      reply: genius,
      selection,
      steps: 1,
      width: 2,
      edits: 8,
      paraphrases: 0,
      looks: 4,
    })
    expect(steps[0]!.tried).toHaveLength(2)
    expect(result.best.evaluation.score).toBe(1)
    // The start and two in full, and at most four looks for each of eight.
    expect(result.spent.evaluations).toBeLessThanOrEqual(3 * 8 + 8 * 4)
    expect(events.some(({ type }) => type === 'metric')).toBe(true)
  })

  it('proposes all successors where there are no items, and is finished when nobody asks for more', async () => {
    const { items: _, ...rest } = naming()
    const one: Problem = {
      ...rest,
      build: (candidate) => {
        const objective = naming().build(candidate)
        return {
          parameters: objective.parameters,
          loss: (_, call) => objective.loss(topics, call),
          evaluate: (_, call) => objective.evaluate(topics, call),
        }
      },
    }
    const { steps, result } = await run({ problem: one, width: 2, edits: 8, paraphrases: 0, steps: 20 })
    expect(steps[0]!.tried).toHaveLength(8)
    expect(result).toMatchObject({ status: 'done', best: { evaluation: { score: 1 } } })
    expect(result.steps).toBeLessThan(20)
  })

  it('finds nothing new where a batch is satisfied or no reply can be used, and goes on', async () => {
    const { result, events } = await run({ problem: naming({ text: topics.join(' ') }), steps: 3 })
    expect(result).toMatchObject({ status: 'done', steps: 3, spent: { calls: 0, evaluations: 8 } })
    const unusable = await run({ reply: () => 'no tags', steps: 2, attempts: 1, paraphrases: 1 })
    expect(unusable.result).toMatchObject({ steps: 2, spent: { calls: 8, evaluations: 8 } })
    expect(events.filter(({ type }) => type === 'revert')).toHaveLength(3)
  })

  it('tries nothing twice, and goes on from nothing that could not be evaluated', async () => {
    const same = await run({ reply: ({ about }) => `<${about!.tag}>ham egg</${about!.tag}>`, steps: 3 })
    expect(same.result.spent.evaluations).toBe(2 * 8)
    const { items, ...broken } = naming()
    const failing: Problem<string> = {
      ...broken,
      items: items!,
      build: (candidate) => ({
        ...broken.build(candidate),
        evaluate: async (batch, call) => {
          if (candidate['text']!.includes('egg')) throw new Error('no egg')
          return broken.build(candidate).evaluate(batch, call)
        },
      }),
    }
    const { engine, result } = await run({ problem: failing, steps: 4, paraphrases: 0 })
    expect(edits(engine).some(({ about }) => about!.value.includes('egg'))).toBe(false)
    expect(result.best.candidate['text']).toContain('ham')
  })

  it('edits all parameters that are criticised, and rewords only what was edited', async () => {
    const { engine, steps } = await run({
      problem: naming({ one: 'ham egg', two: 'ham' }, ['ham', 'egg']),
      steps: 1,
      paraphrases: 1,
    })
    expect(engine.calls.map(({ about }) => about!.parameter)).toEqual(['two', 'two'])
    expect(
      steps[0]!.tried.map(({ candidate }) => candidate).toSorted((a, b) => (a['two']! < b['two']! ? -1 : 1)),
    ).toEqual([
      { one: 'ham egg', two: 'egg ham' },
      { one: 'ham egg', two: 'ham egg' },
    ])
  })

  it('words feedback by an engine where it is not exact', async () => {
    // The language model is simulated: as a critic it names the first topic that is missing.
    const critic = scripted({
      reply: (request) => `name ${topics.find((topic) => !promptText(request).includes(topic))}`,
    })
    const judged: Problem<string> = {
      ...naming(),
      build(candidate) {
        const objective = naming().build(candidate)
        const loss = new TextLoss('What is missing?', { engine: critic })
        return { ...objective, loss: (_, call) => loss.forward(objective.parameters[0]!, call) }
      },
    }
    const backward = scripted({ reply: () => 'name cod' })
    const { result, engine } = await run({
      problem: judged,
      paraphrases: 0,
      steps: 1,
      backward: { engine: backward, mode: 'per-edge' },
    })
    expect([critic.calls.length, backward.count('backward'), engine.calls.length]).toEqual([1, 1, 1])
    expect(result.best.candidate).toEqual({ text: 'menu cod' })
  })

  it('is the same from the same seed, keeps nothing to itself, and goes on over a journal', async () => {
    const whole = await run({ steps: 3 })
    const engine = scripted({ reply: editor })
    const forgetful: Strategy = {
      name: 'beam',
      next: ({ step, pool, failed, best }, ...rest) =>
        beam({ engine }).next({ step, pool: [...pool], failed: [...failed], best }, ...rest),
    }
    expect(canonicalLog((await run({ steps: 3, strategy: forgetful, latency: 7 })).events)).toBe(
      canonicalLog(whole.events),
    )
    const journal = memoryJournal()
    const stopped = await run({ journal, steps: 2 })
    const resumed = await run({ journal, steps: 3 })
    expect(canonicalLog(resumed.events)).toBe(canonicalLog(whole.events))
    expect(resumed.engine.calls.length).toBe(whole.engine.calls.length - stopped.engine.calls.length)
  })

  it('does not depend on the gate', async () => {
    const [a, b] = [await run({ steps: 4 }), await run({ steps: 4, gate: always })]
    const tried = ({ steps }: typeof a) => steps.map((step) => step.tried.map(({ id }) => id))
    expect(tried(b)).toEqual(tried(a))
  })

  it('wanders over a plateau: of equals it goes on from the newer', async () => {
    const flat: Problem<string> = {
      ...naming(),
      build: (candidate) => ({
        ...naming().build(candidate),
        evaluate: async () => ({ score: 1, metrics: {}, feasible: true, feedback: [] }),
      }),
    }
    const { engine } = await run({
      problem: flat,
      width: 1,
      edits: 1,
      paraphrases: 0,
      batchSize: 2,
      steps: 3,
    })
    expect(engine.calls.map(({ about }) => about!.value.split(' ').length)).toEqual([1, 3, 5])
  })

  it('ends the run in order when the budget is spent', async () => {
    const { result } = await run({ budget: { evaluations: 30 }, width: 2 })
    expect(result.status).toBe('budget')
    expect(result.spent.evaluations).toBeLessThanOrEqual(30)
  })

  it('refuses settings that make no sense', () => {
    const engine = scripted()
    for (const option of ['width', 'batchSize', 'edits', 'successors', 'looks'])
      expect(() => beam({ engine, [option]: 0 })).toThrow(
        new RangeError(`Expected ${option} to be a whole number from 1 up, got 0`),
      )
    expect(() => beam({ engine, paraphrases: -1 })).toThrow('paraphrases to be a whole number from 0 up')
    expect(() => beam({ engine, selection: 'best' as 'ucb' })).toThrow(
      new TypeError("Expected the selection to be 'ucb' or 'halving', got 'best'"),
    )
  })
})
