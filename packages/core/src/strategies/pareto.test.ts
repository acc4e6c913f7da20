import { describe, expect, it } from 'vitest'

import type { Evaluation } from '../run/problem.ts'
import { random } from '../run/random.ts'
import { paretoFronts, paretoStandings, sampleByFronts } from './pareto.ts'
import type { Evaluated } from './strategy.ts'

/** Judged on items 0, 1, 2 ...: its score is their mean. */
function judged(id: string, scores: readonly number[], evaluation: Partial<Evaluation> = {}): Evaluated {
  const items = scores.map((score, place) => ({ id: String(place), score }))
  const score = scores.reduce((sum, one) => sum + one, 0) / scores.length
  const full = { score, metrics: {}, feasible: true, feedback: [], items, ...evaluation }
  return { id, candidate: { text: id }, parents: [], by: 'test', step: 1, evaluation: full }
}

function scored(id: string, score: number): Evaluated {
  const { items: _, ...evaluation } = judged(id, [score]).evaluation
  return { ...judged(id, [score]), evaluation }
}

const fronts = (pool: readonly Evaluated[]) =>
  paretoFronts(pool).map((front) => [...front].map(({ id }) => id))
const standings = (pool: readonly Evaluated[]) =>
  paretoStandings(pool).map(({ candidate, fronts }) => [candidate.id, fronts])

describe('Pareto fronts', () => {
  // Item     0  1  2  3   mean
  //    a     1  0  0  0   1/4
  //    b     1  1  0  0   1/2
  //    c     0  1  1  0   1/2
  //    d     0  0  0  1   1/4
  const pool = [
    judged('a', [1, 0, 0, 0]),
    judged('b', [1, 1, 0, 0]),
    judged('c', [0, 1, 1, 0]),
    judged('d', [0, 0, 0, 1]),
  ]

  it('hold the best of each item', () => {
    expect(fronts(pool)).toEqual([['a', 'b'], ['b', 'c'], ['c'], ['d']])
  })

  it('lose those that others make up for, and weigh the rest by the fronts that they are on', () => {
    // a is only on the front of item 0, where b is too: it goes. d, alone on item 3, stays, and so do b, now alone on
    // item 0, and c, alone on item 2. Left: item 0: b; item 1: b, c; item 2: c; item 3: d.
    expect(standings(pool)).toEqual([
      ['b', 2],
      ['c', 2],
      ['d', 1],
    ])
    // b, c and d in proportion 2 : 2 : 1. Of 5000 draws 2000, 2000 and 1000 are expected, with a standard deviation of
    // 35, 35 and 28.
    const drawn = Array.from(
      { length: 5000 },
      (_, seed) => sampleByFronts(paretoStandings(pool), random(seed)).id,
    )
    for (const [id, expected] of Object.entries({ a: 0, b: 2000, c: 2000, d: 1000 })) {
      expect(Math.abs(drawn.filter((one) => one === id).length - expected)).toBeLessThan(4 * 35)
    }
  })

  it('lose the lowest mean first', () => {
    // Fronts: item 0: x, y; item 1: x, z; item 2: z. Means: y 0.5, z 0.53, x 0.67. So y goes first, because x is on its
    // only front; then x is alone on item 0. Had x gone first, for y and z are on its fronts, y would have stayed.
    expect(standings([judged('x', [1, 1, 0]), judged('y', [1, 0, 0.5]), judged('z', [0, 1, 0.6])])).toEqual([
      ['x', 2],
      ['z', 2],
    ])
    // Of equals the older goes.
    expect(standings([judged('old', [1, 0]), judged('new', [1, 0])])).toEqual([['new', 2]])
  })

  it('are the best scores where evaluations have no items', () => {
    const pool = [scored('low', 1), scored('high', 2), scored('NaN', NaN)]
    expect(fronts(pool)).toEqual([['high']])
    expect(standings(pool)).toEqual([['high', 1]])
  })

  it('leave out who was not judged on an item, and scores that are no numbers', () => {
    expect(fronts([judged('first', [0]), judged('second', [-1, -1]), scored('third', 9)])).toEqual([
      ['first'],
      ['second'],
    ])
    expect(fronts([judged('a', [NaN, 1]), judged('b', [-5, 0])])).toEqual([['b'], ['a']])
    expect(fronts([judged('a', [NaN]), judged('b', [Infinity])])).toEqual([['a', 'b']])
  })

  it('hold what failed or is not feasible only where there is nothing better', () => {
    const failed = judged('failed', [9], { error: 'it broke' })
    const infeasible = judged('infeasible', [5], { feasible: false })
    expect(fronts([failed, infeasible, judged('fine', [1])])).toEqual([['fine']])
    expect(fronts([failed, infeasible])).toEqual([['infeasible']])
    expect(fronts([failed])).toEqual([['failed']])
  })
})
