import { describe, expect, it, test } from 'vitest'

import { centralDifferences, matRadFunctions, relativeError } from '../objectives/reference.test.support.ts'
import {
  constraintPerFraction,
  evaluateConstraint,
  isConvexConstraint,
  wrongConstraintField,
  type Constraint,
} from './constraint.ts'

const byName: Readonly<Record<string, Constraint>> = {
  MinMaxDose_approx_20_60: { kind: 'minMaxDose', min: 20, max: 60 },
  MinMaxMeanDose_0_30: { kind: 'minMaxMeanDose', min: 0, max: 30 },
  MinMaxEUD_k5_0_40: { kind: 'minMaxEud', min: 0, max: 40, exponent: 5 },
  MinMaxDVH_d40_0_30: { kind: 'minMaxDvh', dose: 40, min: 0, max: 30 },
}

const reference = matRadFunctions()
const items = reference?.items.filter(({ kind }) => kind === 'constraint') ?? []

describe.skipIf(!reference)("check 1: matRad's constraints on its three sets of doses", () => {
  it('are all there', () => {
    expect(items).toHaveLength(12)
  })

  it.each(items)('$name, set $set: has the same value and Jacobian', ({ name, set, f, jac }) => {
    const bounded = evaluateConstraint(byName[name]!, reference!.sets[set - 1]!)
    const values = [f].flat()
    const rows = (Array.isArray(jac[0]) ? jac : [jac]) as readonly (readonly number[])[]
    expect(bounded).toHaveLength(values.length)
    for (const [index, { value, gradient }] of bounded.entries()) {
      expect(relativeError([value], [values[index]!])).toBeLessThanOrEqual(1e-10)
      expect(relativeError(gradient, rows[index]!)).toBeLessThanOrEqual(1e-9)
    }
  })
})

describe('constraints', () => {
  const doses = Float64Array.from({ length: 40 }, (_, index) => 5 + ((index * 37.7) % 61))

  it('bound the least and the greatest dose separately', () => {
    expect(
      evaluateConstraint({ kind: 'minMaxDose', max: 45 }, doses).map(({ lower, upper }) => [lower, upper]),
    ).toEqual([
      [-Infinity, Infinity],
      [-Infinity, 45],
    ])
  })

  it.each(Object.values(byName).filter(({ kind }) => kind !== 'minMaxDvh'))(
    'have the gradient of central differences: $kind',
    (constraint) => {
      for (const [index, { gradient }] of evaluateConstraint(constraint, doses).entries()) {
        const value = (at: Float64Array): number => evaluateConstraint(constraint, at)[index]!.value
        expect(relativeError(gradient, centralDifferences(value, doses, 1e-6))).toBeLessThanOrEqual(1e-6)
      }
    },
  )

  it('have a finite surrogate where all voxels have the same dose', () => {
    const [{ value, gradient } = expect.fail()] = evaluateConstraint(
      { kind: 'minMaxDvh', dose: 40, max: 30 },
      new Float64Array(20).fill(43),
    )
    expect(value).toBe(1)
    expect(gradient.every(Number.isFinite)).toBe(true)
  })

  it('can bound an objective', () => {
    const constraint: Constraint = {
      kind: 'objectiveAtMost',
      objective: { kind: 'squaredMeanDose', dose: 25, penalty: 300 },
      bound: 4,
      slack: 0.5,
    }
    expect(wrongConstraintField(constraint)).toBeUndefined()
    expect(evaluateConstraint(constraintPerFraction(constraint, 25), Float64Array.of(2, 4))).toEqual([
      { value: 4, gradient: Float64Array.of(2, 2), lower: -Infinity, upper: 4.5 },
    ])
    expect(isConvexConstraint(constraint)).toBe(true)
  })

  it('say whether they are convex', () => {
    expect(Object.values(byName).map(isConvexConstraint)).toEqual([true, true, false, false])
    expect(isConvexConstraint({ kind: 'minMaxEud', max: 40, exponent: 5 })).toBe(true)
    expect(isConvexConstraint({ kind: 'minMaxEud', min: 40, exponent: -5 })).toBe(true)
  })

  it('are divided among fractions in their doses only', () => {
    expect(constraintPerFraction({ kind: 'minMaxDvh', dose: 50, max: 30 }, 25)).toEqual({
      kind: 'minMaxDvh',
      dose: 2,
      max: 30,
    })
    expect(constraintPerFraction({ kind: 'minMaxEud', max: 50, exponent: 5 }, 25)).toEqual({
      kind: 'minMaxEud',
      max: 2,
      exponent: 5,
    })
  })

  test.each([
    [{ kind: 'maxDose', max: 5 }, 'kind', 'expected one of minMaxDose, '],
    [{ kind: 'minMaxDose' }, 'max', 'expected min, max or both'],
    [{ kind: 'minMaxDose', min: 70, max: 65 }, 'max', 'expected at least min, 70, got 65'],
    [{ kind: 'minMaxDose', max: -1 }, 'max', 'from 0 to 200 Gy, got -1'],
    [{ kind: 'minMaxDvh', dose: 40, max: 130 }, 'max', 'from 0 to 100 %, got 130'],
    [{ kind: 'minMaxDvh', max: 30 }, 'dose', 'got undefined'],
    [{ kind: 'minMaxEud', max: 30, exponent: 0 }, 'exponent', 'got 0'],
    [{ kind: 'objectiveAtMost', bound: Infinity }, 'bound', 'expected a number from 0 up'],
    [
      { kind: 'objectiveAtMost', bound: 1, objective: {} },
      'objective.kind',
      'expected one of squaredDeviation',
    ],
  ])('%j is refused', (constraint, field, rule) => {
    expect(wrongConstraintField(constraint)).toEqual({ field, rule: expect.stringContaining(rule) })
  })
})
