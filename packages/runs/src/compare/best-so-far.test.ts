import type { Evaluation, RunEvent } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { bestSoFar, evaluationsTo, scoreAt } from './best-so-far.ts'

const at = { at: 0 }
const spent = (evaluations: number) => ({ calls: 0, tokens: 0, dollars: 0, evaluations })
const best = { value: '', score: 0, metrics: {} }

function evaluation(step: number, id: string, score: number, more: Partial<Evaluation> = {}): RunEvent {
  const path = `step-${step}/evaluate-${id}`
  const judged = { score, metrics: {}, feasible: true, feedback: [], ...more }
  return { ...at, type: 'evaluation', step, path, id, candidate: {}, evaluation: judged, parents: [], by: '' }
}

function stepEnd(step: number, evaluations: number): RunEvent {
  return {
    ...at,
    type: 'step-end',
    step,
    path: `step-${step}`,
    accepted: [],
    best,
    spent: spent(evaluations),
  }
}

describe('bestSoFar', () => {
  it('counts what else a step paid before its candidates', () => {
    const { points, best: last } = bestSoFar([
      evaluation(0, 'start', 1),
      // Rules scored 12 for themselves.
      evaluation(1, 'a', 3),
      stepEnd(1, 14),
      // Worse, and the same, are nothing new.
      evaluation(2, 'b', 2),
      evaluation(2, 'c', 3),
      stepEnd(2, 16),
      evaluation(3, 'd', 5),
      stepEnd(3, 17),
    ])
    expect(points.map(({ evaluations, score }) => [evaluations, score])).toEqual([
      [1, 1],
      [14, 3],
      [17, 5],
    ])
    expect(last.score).toBe(5)
    expect([0, 1, 13, 14, 16, 17, 99].map((count) => scoreAt(points, count))).toEqual([
      undefined,
      1,
      1,
      3,
      3,
      5,
      5,
    ])
    expect([1, 2, 5, 6].map((target) => evaluationsTo(points, target))).toEqual([1, 14, 17, undefined])
  })

  it('is the same in whichever order concurrent evaluations were told', () => {
    const start = evaluation(0, 'start', 1)
    const tried = [evaluation(1, 'a', 2), evaluation(1, 'b', 4), evaluation(1, 'c', 3)]
    const one = bestSoFar([start, ...tried, stepEnd(1, 4)])
    expect(bestSoFar([start, ...tried.toReversed(), stepEnd(1, 4)])).toEqual(one)
    expect(one.points.map(({ evaluations }) => evaluations)).toEqual([1, 2, 3])
  })

  it('takes a feasible candidate for better than any that is not, and counts items', () => {
    const items = [1, 2, 3].map((id) => ({ id: String(id), score: 1 }))
    const { points } = bestSoFar([
      evaluation(0, 'start', 9, { feasible: false, items }),
      evaluation(1, 'a', 2, { items }),
      stepEnd(1, 6),
    ])
    expect(points).toEqual([
      { evaluations: 3, score: 9, feasible: false },
      { evaluations: 6, score: 2, feasible: true },
    ])
    expect(evaluationsTo(points, 8)).toBeUndefined()
  })

  it('leaves out a step that came to no end, and needs a start', () => {
    expect(bestSoFar([evaluation(0, 'start', 1), evaluation(1, 'a', 2)]).points).toHaveLength(1)
    expect(() => bestSoFar([])).toThrow(
      new TypeError('Expected the events of a run that evaluated its start'),
    )
  })
})
