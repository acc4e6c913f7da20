import { describe, expect, it } from 'vitest'

import { constant } from '../graph/variable.ts'
import type { Demonstration } from '../llm/demonstrations.ts'
import type { Engine } from '../llm/engine.ts'
import { Module } from '../llm/module.ts'
import { programProblem } from '../run/program-problem.ts'
import { scripted } from '../testing/scripted.ts'
import { bootstrapFewShot } from './bootstrap-few-shot.ts'
import {
  Answer,
  answering,
  askedIn,
  labelOf,
  questions,
  searched,
  solvable,
} from './few-shot.test.support.ts'

const traced = (ask: string): Demonstration => ({ input: ask, output: `traced ${ask}` })
const labelled = (ask: string): Demonstration => ({ input: ask, output: `label ${ask}` })
const byInput = (all: readonly Demonstration[]) => all.toSorted((a, b) => (a.input < b.input ? -1 : 1))
const inputs = (all: readonly Demonstration[]) => all.map(({ input }) => input).join('')

// The language model is simulated in all of these tests.
describe('the candidates of bootstrapFewShot', () => {
  it('are none, the labels, and traces filled up with the labels of the other items', async () => {
    const train = [...solvable('a'), { ask: 'b', worth: 0 }]
    const strategy = bootstrapFewShot({ label: labelOf, bootstrapped: 1, labelled: 2, candidates: 2 })
    const engine = answering()
    const { tried, result } = await searched(questions(engine, train), strategy)
    expect(tried.map(byInput)).toEqual([
      [],
      [labelled('a'), labelled('b')],
      [traced('a'), labelled('b')],
      // Only a can be solved, in whatever order.
      [traced('a'), labelled('b')],
      [traced('a'), labelled('b')],
    ])
    expect(result).toMatchObject({ status: 'done', steps: 5 })
    // What is the same is judged once: the start without demonstrations and two others, and each of a and b tried once.
    expect(result.spent.evaluations).toBe(3 + 2)
    expect(engine.calls).toHaveLength(3 + 2)
  })

  it('take their labels from the problem unless the options have some', async () => {
    const problem = questions(answering(), solvable('ab'))
    const own = { ...problem, items: { ...problem.items!, label: labelOf } }
    const settings = { bootstrapped: 1, labelled: 2, candidates: 0 }
    const { tried } = await searched(own, bootstrapFewShot(settings))
    expect(byInput(tried[1]!)).toEqual([labelled('a'), labelled('b')])
    const none = await searched(own, bootstrapFewShot({ ...settings, label: () => undefined }))
    expect(none.tried[1]).toEqual([])
  })

  it('are traces of the first items, then of a drawn number of shuffled ones', async () => {
    const strategy = bootstrapFewShot({ bootstrapped: 3, candidates: 20, perStep: 4 })
    const { tried, result } = await searched(questions(answering(), solvable('abcdef')), strategy)
    expect(tried.slice(0, 3)).toEqual([[], [], [traced('a'), traced('b'), traced('c')]])
    const shuffled = tried.slice(3)
    expect(shuffled).toHaveLength(20)
    expect(new Set(shuffled.map(({ length }) => length))).toEqual(new Set([1, 2, 3]))
    expect(new Set(shuffled.flat().map(({ input }) => input))).toEqual(new Set('abcdef'))
    expect(new Set(shuffled.map((one) => one[0]!.input)).size).toBeGreaterThan(3)
    expect(shuffled.flat().every(({ input, output }) => output === `traced ${input}`)).toBe(true)
    // Each candidate on one item, and each training item once for all of them together.
    const different = new Set(tried.map((one) => JSON.stringify(one))).size
    expect(result.spent.evaluations).toBe(different + 6)
  })

  it('never show the teacher the item at hand, not even under another place', async () => {
    const train = solvable('abcdea')
    for (const seed of [1, 2, 3]) {
      const engine = answering()
      const strategy = bootstrapFewShot({ label: labelOf, bootstrapped: 4, labelled: 4, rounds: 2 })
      await searched(questions(engine, train), strategy, { seed })
      const taught = engine.calls.map(askedIn).filter(({ asked }) => asked !== 'check')
      expect(new Set(taught.map(({ asked }) => asked))).toEqual(new Set('abcde'))
      for (const { asked, shown } of taught) {
        expect(shown).toHaveLength(4)
        expect(inputs(shown)).not.toContain(asked)
      }
    }
  })

  it('hold no trace of an item below the threshold, or of one that could not be run', async () => {
    const train = [
      { ask: 'none', worth: 0 },
      { ask: 'half', worth: 0.5 },
      { ask: 'most', worth: 0.9 },
    ]
    const tracesWith = async (threshold?: number, broken?: string) => {
      const engine = answering()
      const problem = programProblem({
        program: () => new Answer(engine),
        items: { train, validation: train.slice(0, 1) },
        predict: async ({ answer }, { ask }, call) => {
          if (ask === broken) throw new TypeError('no such question')
          return answer.forward(constant(ask, { role: 'question' }), call)
        },
        score: (_, { worth }) => worth,
      })
      const strategy = bootstrapFewShot({ candidates: 0, ...(threshold !== undefined && { threshold }) })
      const { tried } = await searched(problem, strategy)
      return tried[2]!.map(({ input }) => input)
    }
    expect(await tracesWith()).toEqual([])
    expect(await tracesWith(0.9)).toEqual(['most'])
    expect(await tracesWith(0.5)).toEqual(['half', 'most'])
    expect(await tracesWith(0.5, 'half')).toEqual(['most'])
  })

  it('try unsolved items again in further rounds, with other labels shown', async () => {
    // It solves an item only when it is shown how c was done, and is shown one label at a time.
    const engine = scripted({
      reply: (request) => (askedIn(request).shown.some(({ input }) => input === 'c') ? 'right' : 'wrong'),
    })
    const train = solvable('abcdef')
    const problem = programProblem({
      program: () => new Answer(engine),
      items: { train, validation: solvable('v') },
      predict: ({ answer }, { ask }, call) => answer.forward(constant(ask, { role: 'question' }), call),
      score: ({ value }) => Number(value === 'right'),
    })
    const solvedIn = async (rounds: number, label?: typeof labelOf) => {
      const strategy = bootstrapFewShot({
        bootstrapped: 6,
        labelled: 1,
        candidates: 0,
        rounds,
        ...(label && { label }),
      })
      const before = engine.calls.length
      const { tried, result } = await searched(problem, strategy)
      const taught = engine.calls.slice(before).map(askedIn)
      return {
        lastShown: Object.fromEntries(taught.map(({ asked, shown }) => [asked, inputs(shown)])),
        solved: tried[2]!.filter(({ output }) => output === 'right').length,
        spent: result.spent.evaluations,
      }
    }
    const [one, many] = [await solvedIn(1, labelOf), await solvedIn(40, labelOf)]
    // All but c itself, which is never shown to itself.
    expect(many.solved).toBe(5)
    // What is solved is not tried again.
    expect(many.lastShown).toMatchObject({ a: 'c', b: 'c', d: 'c', e: 'c', f: 'c' })
    expect(one.solved).toBeLessThan(many.solved)
    // Without labels there is nothing to vary, and trying again costs nothing.
    expect(await solvedIn(40)).toEqual(await solvedIn(1))
  })
})

class TwoSteps extends Module {
  readonly plan: Answer
  readonly solve: Answer

  constructor(engine: Engine) {
    super()
    this.plan = new Answer(engine, 'plan')
    this.solve = new Answer(engine, 'solve')
  }
}

const twoSteps = (engine: Engine, letters: string) =>
  programProblem({
    program: () => new TwoSteps(engine),
    items: { train: solvable(letters), validation: solvable('v') },
    predict: async ({ plan, solve }, { ask }, call) =>
      solve.answer.forward(
        await plan.answer.forward(constant(ask, { role: 'question' }), call.child('plan')),
        call,
      ),
    score: (_, { worth }) => worth,
  })

describe('a program of several prompts', () => {
  it('gets for each of them what went in there and came out', async () => {
    const strategy = bootstrapFewShot({ bootstrapped: 1, candidates: 0 })
    const of = async (parameter: string) =>
      (await searched(twoSteps(answering(), 'ab'), strategy, { parameter })).tried[2]
    expect(await of('plan')).toEqual([{ input: 'a', output: 'traced a' }])
    expect(await of('solve')).toEqual([{ input: 'traced a', output: 'traced traced a' }])
  })

  it('fills only the chosen ones', async () => {
    const strategy = bootstrapFewShot({ parameters: ['solve'], bootstrapped: 1, candidates: 0 })
    const of = async (parameter: string) =>
      (await searched(twoSteps(answering(), 'ab'), strategy, { parameter })).tried[2]
    expect(await of('plan')).toEqual([])
    expect(await of('solve')).toHaveLength(1)
  })

  it('is told for which of them a label is', async () => {
    const run = searched(twoSteps(answering(), 'ab'), bootstrapFewShot({ label: labelOf }), {
      parameter: 'plan',
    })
    await expect(run).rejects.toThrow(
      'Expected a label to give demonstrations by parameter, because there are several: plan, solve',
    )
  })

  it('draws labels for each of them from all items', async () => {
    const label = (item: { ask: string; worth: number }) => ({ plan: labelOf(item), solve: labelOf(item) })
    const strategy = bootstrapFewShot({ label, bootstrapped: 1, labelled: 2, candidates: 16 })
    const of = async (parameter: string) =>
      (await searched(twoSteps(answering(), 'abcdefgh'), strategy, { parameter })).tried.slice(2)
    const [plan, solve] = [await of('plan'), await of('solve')]
    const filled = plan.map((one, index) => [one[1]!.input, solve[index]![1]!.input] as const)
    expect(new Set(filled.map(([first]) => first)).size).toBeGreaterThan(4)
    // In DSPy the second may only have what the first was given.
    expect(filled.filter(([first, second]) => first !== second).length).toBeGreaterThan(8)
  })

  it('keeps one of several uses in a trace, half the time the last', async () => {
    const engine = answering()
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN'
    const problem = programProblem({
      program: () => new Answer(engine),
      items: { train: solvable(letters), validation: solvable('9') },
      predict: async ({ answer }, { ask }, call) => {
        const first = await answer.forward(constant(ask, { role: 'question' }), call.child('first'))
        return answer.forward(await answer.forward(first, call.child('second')), call.child('third'))
      },
      score: (_, { worth }) => worth,
    })
    const { tried } = await searched(problem, bootstrapFewShot({ bootstrapped: 40, candidates: 0 }))
    const traces = tried[2]!
    expect(traces.map(({ output }) => output.at(-1)).join('')).toBe(letters)
    const uses = (depth: number) =>
      traces.filter(({ output }) => output.split(' ').length === depth + 1).length
    expect(uses(1) + uses(2) + uses(3)).toBe(40)
    expect(uses(3)).toBeGreaterThanOrEqual(12)
    expect(uses(3)).toBeLessThanOrEqual(28)
    expect(uses(1)).toBeGreaterThan(0)
    expect(uses(2)).toBeGreaterThan(0)
  })
})
