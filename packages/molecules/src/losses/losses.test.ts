import type { Evaluated } from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import { desire, overallDesire, readWish } from './desirability.ts'
import { goalFeedback } from './goal-feedback.ts'
import { judgeGoal, type Goal } from './goal.ts'
import { nonDominated, paretoFront } from './pareto.ts'
import { emphasisOf, presets, readWeights } from './presets.ts'

const costs = (name: keyof typeof presets): Goal => ({ kind: 'costs', name, weights: presets[name] })

describe('the presets with docking', () => {
  test('rank by two formulas that are not mixed', () => {
    const measured = { vina: -9, qed: 0.8 }
    expect(judgeGoal(costs('paper'), measured).score).toBeCloseTo(-(-9 + 0.2), 12)
    expect(judgeGoal(costs('dockstring'), measured).score).toBeCloseTo(-(-9 + 10 * 0.2), 12)
  })

  test('prefer different molecules', () => {
    const tight = { vina: -10, qed: 0.4 }
    const nice = { vina: -9, qed: 0.9 }
    const [paper, dockstring] = (['paper', 'dockstring'] as const).map(
      (name) => judgeGoal(costs(name), tight).score - judgeGoal(costs(name), nice).score,
    )
    expect(paper).toBeGreaterThan(0)
    expect(dockstring).toBeLessThan(0)
  })

  test('weigh words 10 : 1 as the prompt of the paper, and 1 : 1', () => {
    const ratio = (name: keyof typeof presets) =>
      emphasisOf('vina', presets[name]) / emphasisOf('qed', presets[name])
    expect([ratio('paper'), ratio('dockstring')]).toEqual([10, 1])
  })

  test('say how the terms add up, in words and as data', () => {
    const goal = costs('dockstring')
    const said = goalFeedback({ goal, constraints: {} }, judgeGoal(goal, { vina: -8.5, qed: 0.72 }), 'CCO')
    expect(said.text).toBe(
      'dockstring of CCO is -5.70; lower is better: the docking score adds -8.50 (-8.50 kcal/mol), 1 - QED adds 2.80 (QED 0.720).',
    )
    expect(said.data).toMatchObject({
      goal: 'design',
      molecule: 'CCO',
      score: expect.closeTo(5.7, 12),
      terms: [
        { term: 'vina', value: -8.5, cost: -8.5, emphasis: 10 },
        { term: 'qed', value: 0.72, cost: expect.closeTo(2.8, 12), emphasis: 10 },
      ],
    })
  })

  test('need what they measure', () => {
    expect(() => judgeGoal(costs('paper'), { qed: 1 })).toThrow(
      'Expected vina of the molecule to be measured',
    )
  })
})

describe('weights as they are typed', () => {
  test('are read', () => {
    expect(readWeights('vina=1, qed=10,sa=0.5')).toEqual({ vina: 1, qed: 10, sa: 0.5 })
  })

  test.each(['', 'vina', 'size=1', 'qed='])('refuse %j', (text) => {
    expect(() => readWeights(text)).toThrow(TypeError)
  })

  test.each(['qed=0', 'qed=-1', 'qed=much'])('refuse %j for its number', (text) => {
    expect(() => readWeights(text)).toThrow(RangeError)
  })

  test('turn what should be high, and where it should not bind, into costs', () => {
    const weights = readWeights('avoid=0.5,similarity=2,filters=1')
    const { score, terms } = judgeGoal(
      { kind: 'costs', name: 'sum', weights },
      { avoid: -6, similarity: 0.25, filters: 2 },
    )
    expect(terms.map(({ cost }) => cost)).toEqual([3, 1.5, 2])
    expect(score).toBe(-6.5)
  })
})

describe('desirability', () => {
  const rising = readWish('qed:0.4>0.9')
  const range = readWish('logp:0>2..3>5*2')

  test('is read in all forms', () => {
    expect(rising).toEqual({ measure: 'qed', low: 0.4, from: 0.9 })
    expect(readWish('vina:-6>-10')).toEqual({ measure: 'vina', to: -10, high: -6 })
    expect(range).toEqual({ measure: 'logp', low: 0, from: 2, to: 3, high: 5, weight: 2 })
  })

  test.each(['qed', 'qed:0.4', 'qed:a>b', '', 'qed:1>2..3'])('refuses %j', (text) => {
    expect(() => readWish(text)).toThrow(TypeError)
  })

  test.each(['qed:1>1', 'logp:2>1..3>5', 'logp:0>3..2>5', 'logp:0>1..2>2'])(
    'refuses the corners of %j',
    (text) => {
      expect(() => readWish(text)).toThrow(RangeError)
    },
  )

  test('is 0 and 1 at the corners and in between as Derringer and Suich have it', () => {
    const linear = (value: number) => desire(value, range, 'linear')
    expect([-1, 0, 1, 2, 2.5, 3, 4, 5, 6].map(linear)).toEqual([0, 0, 0.5, 1, 1, 1, 0.5, 0, 0])
    expect(desire(0.65, rising, 'linear')).toBeCloseTo(0.5, 12)
    expect(desire(Number.NaN, rising)).toBe(0)
  })

  test('is smooth: the slope leaves no corner, and it never falls towards the wish', () => {
    const at = (value: number) => desire(value, rising)
    const slope = (value: number) => (at(value + 1e-6) - at(value - 1e-6)) / 2e-6
    expect(at(0.65)).toBeCloseTo(0.5, 12)
    for (const corner of [0.4, 0.9]) expect(Math.abs(slope(corner))).toBeLessThan(1e-4)
    const values = Array.from({ length: 101 }, (_, index) => at(index / 100))
    expect(values).toEqual(values.toSorted((a, b) => a - b))
  })

  test('joins by the weighted geometric mean', () => {
    const parts = [
      { desire: 0.5, weight: 1 },
      { desire: 0.25, weight: 2 },
    ]
    expect(overallDesire(parts)).toBeCloseTo((0.5 * 0.25 ** 2) ** (1 / 3), 12)
    expect(overallDesire([...parts, { desire: 0, weight: 1 }])).toBe(0)
    expect(() => overallDesire([])).toThrow(TypeError)
  })

  test('says what each wish costs, and is satisfied when all are fulfilled', () => {
    const goal: Goal = { kind: 'wishes', name: 'desirability', wishes: [rising, range] }
    const verdict = judgeGoal(goal, { qed: 0.65, logp: 4 })
    expect(verdict.score).toBeCloseTo(0.5, 12)
    expect(goalFeedback({ goal, constraints: {} }, verdict, 'CCO').text).toBe(
      'The desirability of CCO is 0.500, from 0 to 1; higher is better: lipophilicity (logP), 4, is liked 0.50, which costs 0.294; drug-likeness (QED), 0.65, is liked 0.50, which costs 0.130.',
    )
    const best = judgeGoal(goal, { qed: 0.95, logp: 2.5 })
    expect(goalFeedback({ goal, constraints: {} }, best, 'CCO').kind).toBe('satisfied')
  })
})

describe('the Pareto front', () => {
  test('keeps what nothing is better than in everything', () => {
    const points = [
      [-9, 0.5],
      [-8, 0.9],
      [-8, 0.4],
      [-9, 0.5],
      [-7, 0.95],
      [Number.NaN, 0.99],
      [Number.NaN, 0.1],
    ]
    expect(nonDominated(points, ['minimize', 'maximize'])).toEqual([0, 1, 3, 4, 5])
    expect(() => nonDominated([[1]], ['minimize', 'maximize'])).toThrow(RangeError)
  })

  test('of a history leaves out what failed or is not feasible', () => {
    const evaluated = (id: string, vina: number, more: object = {}) =>
      ({
        id,
        candidate: { smiles: id },
        evaluation: { score: 0, metrics: { vina, qed: 0.5 }, feasible: true, feedback: [], ...more },
      }) as unknown as Evaluated
    const tried = [
      evaluated('a', -7),
      evaluated('b', -9),
      evaluated('b', -9),
      evaluated('c', -12, { feasible: false }),
      evaluated('d', -12, { error: 'no conformer' }),
    ]
    const front = paretoFront(tried, [
      { name: 'vina', direction: 'minimize' },
      { name: 'qed', direction: 'maximize' },
    ])
    expect(front.map(({ id }) => id)).toEqual(['b'])
  })
})
