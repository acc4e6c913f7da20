import { describe, expect, it } from 'vitest'

import { csrOf } from '../influence/csr.ts'
import type { PlanCase } from '../plan-case.ts'
import { goalLines } from './goal-set.ts'
import { measuredDose } from './measure.ts'
import { placeGoals } from './placed-goal.ts'
import { roomOf, scorecard, worstFirst } from './scorecard.ts'

/** Ten voxels of 1 cc; the target has the first five. */
const plan: PlanCase = {
  name: 'ten',
  fractions: 1,
  grid: { size: { x: 10, y: 1, z: 1 }, spacing: { x: 10, y: 10, z: 10 } },
  voxels: Uint32Array.from({ length: 10 }, (_, index) => index),
  influence: csrOf(10, 1, () => 1),
  structures: [
    {
      name: 'Target',
      type: 'target',
      priority: 1,
      rows: Uint32Array.of(0, 1, 2, 3, 4),
      objectives: [{ kind: 'squaredDeviation', dose: 50, penalty: 1 }],
    },
    { name: 'Organ', type: 'organ', priority: 2, rows: Uint32Array.of(5, 6, 7, 8, 9), objectives: [] },
  ],
}
const dose = Float64Array.of(50, 51, 52, 53, 54, 10, 20, 30, 40, 50)

const card = (...goals: readonly string[]) =>
  scorecard(placeGoals(goalLines(goals.join('\n')), plan).goals, measuredDose(plan, dose))
const valueOf = (goal: string): number => card(goal).results[0]!.value

describe('metrics of goals', () => {
  it('are those that are computed by hand', () => {
    expect(valueOf('Target mean >= 1 Gy')).toBe(52)
    expect(valueOf('Organ max <= 1 Gy')).toBe(50)
    expect(valueOf('Organ min <= 1 Gy')).toBe(10)
    expect(valueOf('Organ D50% <= 1 Gy')).toBe(30)
    expect(valueOf('Organ D2cc <= 1 Gy')).toBe(40)
    expect(valueOf('Organ V30Gy <= 1 %')).toBe(60)
    expect(valueOf('Organ V30Gy <= 1 cc')).toBe(3)
    expect(valueOf('Organ gEUD(a=2) <= 1 Gy')).toBeCloseTo(Math.sqrt(1100), 12)
    // All of the target and one voxel of the organ have 50 Gy.
    expect(valueOf('Target CI(50 Gy) >= 0.1')).toBeCloseTo(25 / 30, 12)
    expect(valueOf('Target HI <= 0.1')).toBeCloseTo((53.92 - 50.08) / 52, 12)
  })
})

describe('a scorecard', () => {
  it('adds up the squares of what is missed in per cent, by tier and priority', () => {
    const { results, cost, hard, soft } = card(
      'Target mean >= 65 Gy',
      'Organ mean <= 25 Gy (priority 2)',
      'Organ max <= 40 Gy (soft)',
      'Target max <= 60 Gy (soft)',
    )
    expect(results.map(({ met, by, violation }) => [met, by, violation])).toEqual([
      [false, 13, 20],
      [false, 5, 20],
      [false, 10, 25],
      [true, -6, 0],
    ])
    expect(cost).toBeCloseTo(20 ** 2 + 20 ** 2 / 2 + 25 ** 2 / 100, 12)
    expect([hard, soft]).toEqual([2, 1])
    expect(roomOf(results[3]!)).toBeCloseTo(10, 12)
  })

  it('tells what to work on first', () => {
    const all = card(
      'Target max <= 60 Gy',
      'Organ max <= 40 Gy (soft)',
      'Target min >= 51 Gy',
      'Target mean <= 53 Gy',
    )
    expect(worstFirst(all).map(({ goal }) => goal.text)).toEqual([
      'Organ max <= 40 Gy',
      'Target min >= 51 Gy',
      'Target mean <= 53 Gy',
      'Target max <= 60 Gy',
    ])
  })

  it('takes rounding for a met goal, and nothing more', () => {
    expect(card('Target mean >= 52.00001 Gy').hard).toBe(0)
    expect(card('Target mean >= 52.001 Gy').hard).toBe(1)
  })

  it('has no per cent of nothing', () => {
    expect(card('Organ mean <= 0 Gy').results[0]!.violation).toBe(3000)
  })
})
