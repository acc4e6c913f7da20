import { describe, expect, it } from 'vitest'

import { rootCall } from '../run/call.ts'
import { compareEvaluations, type Evaluation } from '../run/problem.ts'
import { always, improves, noWorse, significant, type Gate, type SignificantOptions } from './gate.ts'
import type { Evaluated } from './strategy.ts'

function evaluated(evaluation: Partial<Evaluation>): Evaluated {
  const full = { score: 0, metrics: {}, feasible: true, feedback: [], ...evaluation }
  return { candidate: {}, parents: [], by: 'test', id: 'x', step: 1, evaluation: full }
}

/** Judged on items 0, 1, 2 ...: its score is their mean. */
function judged(scores: readonly number[], evaluation: Partial<Evaluation> = {}): Evaluated {
  const score = scores.reduce((sum, one) => sum + one, 0) / scores.length
  return evaluated({ score, items: scores.map((score, i) => ({ id: `item-${i}`, score })), ...evaluation })
}

const accepts = (gate: Gate, child: Evaluated, parent: Evaluated, seed = 1) =>
  gate.accept(child, parent, rootCall({ seed }))

const one = evaluated({ score: 1 })
const better = evaluated({ score: 2 })
const worse = evaluated({ score: 0 })
const infeasible = evaluated({ score: 9, feasible: false })
const failed = evaluated({ score: 9, error: 'it broke' })

describe('gates by score', () => {
  it.each([
    [improves, [true, false, false, false, false]],
    [noWorse, [true, true, false, false, false]],
    [always, [true, true, true, true, false]],
  ])('$name', (gate, expected) => {
    const children = [better, evaluated({ score: 1 }), worse, infeasible, failed]
    expect(children.map((child) => accepts(gate, child, one))).toEqual(expected)
  })

  it('noWorse accepts no failed candidate, not even after a failed one, and no score that is not a number', () => {
    expect(compareEvaluations(failed.evaluation, failed.evaluation)).toBe(0)
    expect(accepts(noWorse, failed, failed)).toBe(false)
    expect(accepts(noWorse, evaluated({ score: NaN }), one)).toBe(false)
    expect(accepts(noWorse, worse, failed)).toBe(true)
    expect(accepts(noWorse, infeasible, infeasible)).toBe(true)
  })
})

describe('significant', () => {
  const parent = judged([0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  const sign = significant({ test: 'sign' })
  const bootstrap = significant({ test: 'bootstrap' })

  it('accepts by the sign test what wins often enough', () => {
    // Of ten items: 9 wins give p = 11/1024, 8 give p = 56/1024, which is above 0.05.
    expect(accepts(sign, judged([1, 1, 1, 1, 1, 1, 1, 1, 1, -1]), parent)).toBe(true)
    expect(accepts(sign, judged([1, 1, 1, 1, 1, 1, 1, 1, -1, -1]), parent)).toBe(false)
    const bolder = significant({ test: 'sign', alpha: 56 / 1024 + 1e-9 })
    expect(accepts(bolder, judged([1, 1, 1, 1, 1, 1, 1, 1, -1, -1]), parent)).toBe(true)
    // Ties are dropped: five wins of five give p = 1/32, four of four 1/16.
    expect(accepts(sign, judged([1, 1, 1, 1, 1, 0, 0, 0, 0, 0]), parent)).toBe(true)
    expect(accepts(sign, judged([9, 9, 9, 9, 0, 0, 0, 0, 0, 0]), parent)).toBe(false)
    expect(accepts(sign, parent, parent)).toBe(false)
  })

  it('accepts by the bootstrap what is better by enough', () => {
    expect(accepts(bootstrap, judged([3, 2, 3, 1, 2, -1, 2, 3, 1, 2]), parent)).toBe(true)
    expect(accepts(bootstrap, judged([3, -2, 1, 4, -1, 2, 0, -3, 5, 1]), parent)).toBe(false)
    expect(accepts(bootstrap, judged([-1, -1, -1, -1, -1, -1, -1, -1, -1, -1]), parent)).toBe(false)
    expect(accepts(bootstrap, parent, parent)).toBe(false)
  })

  it('draws its resamples from the seed of the call', () => {
    const coarse = significant({ test: 'bootstrap', resamples: 5, alpha: 0.1 })
    const child = judged([3, -2, 1, 4, -1, 2, 0, -3, 5, 1])
    const decide = () => Array.from({ length: 40 }, (_, seed) => accepts(coarse, child, parent, seed))
    expect(decide()).toEqual(decide())
    expect(new Set(decide()).size).toBe(2)
  })

  it('needs no test where one could not be evaluated or is not feasible', () => {
    for (const gate of [sign, bootstrap]) {
      expect(accepts(gate, worse, infeasible)).toBe(true)
      expect(accepts(gate, infeasible, worse)).toBe(false)
      expect(accepts(gate, infeasible, failed)).toBe(true)
      expect(accepts(gate, failed, worse)).toBe(false)
      expect(accepts(gate, failed, failed)).toBe(false)
    }
  })

  it('refuses evaluations that can not be paired, and settings that make no sense', () => {
    expect(() => accepts(sign, better, one)).toThrow(TypeError)
    expect(() => accepts(sign, judged([1]), evaluated({ items: [{ id: 'other', score: 0 }] }))).toThrow(
      'an item id in common',
    )
    const make = (options: object) => () => significant(options as SignificantOptions)
    expect(make({ test: 't' })).toThrow(
      new TypeError("Expected the test to be 'bootstrap' or 'sign', got 't'"),
    )
    expect(make({ test: 'sign', alpha: 0 })).toThrow(
      new RangeError('Expected alpha to be between 0 and 1, got 0'),
    )
    expect(make({ test: 'bootstrap', resamples: 1.5 })).toThrow(
      new RangeError('Expected resamples to be a whole number from 1 up, got 1.5'),
    )
  })
})
