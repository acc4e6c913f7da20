import { describe, expect, it } from 'vitest'

import { compareEvaluations, type Evaluation } from './problem.ts'

describe('compareEvaluations', () => {
  it('ranks errors below infeasible below feasible, then by score', () => {
    const evaluation = (score: number, more: Partial<Evaluation> = {}): Evaluation => ({
      score,
      metrics: {},
      feasible: true,
      feedback: [],
      ...more,
    })
    const ranked = [
      evaluation(9, { feasible: false, error: 'broken' }),
      evaluation(5, { feasible: false }),
      evaluation(1),
      evaluation(2),
    ]
    expect(ranked.toReversed().toSorted(compareEvaluations)).toEqual(ranked)
    expect(compareEvaluations(evaluation(1), evaluation(1))).toBe(0)
  })
})
