import { describe, expect, it } from 'vitest'

import { optimize } from '../run/optimize.ts'
import type { Candidate, Problem } from '../run/problem.ts'
import { foldProblems, kFold } from './folds.ts'

const numbers = Array.from({ length: 10 }, (_, i) => i)
const sorted = (items: readonly number[]) => items.toSorted((a, b) => a - b)

/** A number that should be near the items: an instance of a class, whose methods need it. */
class Near implements Problem<number> {
  readonly start: Candidate = { guess: '0' }
  readonly metrics = [{ name: 'distance', direction: 'minimize' }] as const
  readonly items = { train: [1, 2, 3, 4], validation: [4, 5, 6, 7] }
  disposed = 0
  #built = 0

  build({ guess }: Candidate) {
    this.#built++
    return {
      parameters: [],
      loss: () => Promise.reject(new Error('no loss is needed here')),
      async evaluate(items: readonly number[]) {
        const distances = items.map((item) => Math.abs(item - Number(guess)))
        const distance = distances.reduce((sum, one) => sum + one, 0) / items.length
        return { score: -distance, metrics: { distance }, feasible: true, feedback: [] }
      },
    }
  }

  async *moves(): AsyncIterable<Candidate> {
    yield { guess: String(this.#built) }
  }

  async [Symbol.asyncDispose]() {
    this.disposed++
  }
}

describe('kFold', () => {
  it.each([2, 3, 4, 10])('lets every item validate once in %i folds, and train in the others', (folds) => {
    const splits = kFold(numbers, { folds, seed: 1 })
    expect(splits).toHaveLength(folds)
    expect(sorted(splits.flatMap(({ validation }) => validation))).toEqual(numbers)
    for (const { train, validation } of splits) expect(sorted([...train, ...validation])).toEqual(numbers)
    const sizes = splits.map(({ validation }) => validation.length)
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
  })

  it('shuffles by the seed', () => {
    expect(kFold(numbers, { folds: 3, seed: 1 })).toEqual(kFold(numbers, { folds: 3, seed: 1 }))
    expect(kFold(numbers, { folds: 3, seed: 1 })).not.toEqual(kFold(numbers, { folds: 3, seed: 2 }))
  })

  it.each([1, 11, 2.5, NaN])('refuses %d folds of ten items', (folds) => {
    expect(() => kFold(numbers, { folds, seed: 1 })).toThrow(
      new RangeError(
        `Expected folds to be a whole number from 2 up to the number of items (10), got ${folds}`,
      ),
    )
  })
})

describe('foldProblems', () => {
  it('splits training and validation items together, each once', () => {
    const folds = foldProblems(new Near(), { folds: 3, seed: 1 })
    const all = [1, 2, 3, 4, 5, 6, 7]
    expect(sorted(folds.flatMap(({ items }) => items!.validation))).toEqual(all)
    for (const { items } of folds) expect(sorted([...items!.train, ...items!.validation])).toEqual(all)
  })

  it('gives problems that can be optimised, over resources that they do not own', async () => {
    const problem = new Near()
    const strategy = {
      name: 'mean of training',
      next: async (_: unknown, { items }: Problem<any>) => {
        const train: readonly number[] = items!.train
        const mean = train.reduce((sum, one) => sum + one, 0) / train.length
        return [{ candidate: { guess: String(mean) }, parents: [], by: 'test' }]
      },
    }
    for (const fold of foldProblems(problem, { folds: 7, seed: 1 })) {
      await using own = fold
      const [held] = own.items!.validation
      for await (const { tried } of optimize(own, { strategy, seed: 1, steps: 1 })) {
        // The mean of the others, judged on the one that was held out.
        expect(tried[0]!.evaluation.metrics['distance']).toBeCloseTo(Math.abs(held! - (28 - held!) / 6), 12)
      }
      const moves = await Array.fromAsync(own.moves!({}, undefined as never))
      expect(moves).toHaveLength(1)
    }
    expect(problem.disposed).toBe(0)
  })

  it('refuses a problem without items, and more folds than items', () => {
    const { items: _, ...bare } = new Near()
    const without = { ...bare, build: () => undefined as never, [Symbol.asyncDispose]: async () => {} }
    expect(() => foldProblems<number>(without, { folds: 2, seed: 1 })).toThrow(
      new TypeError('Expected a problem with items: folds are splits of them'),
    )
    expect(() => foldProblems(new Near(), { folds: 8, seed: 1 })).toThrow(RangeError)
  })
})
