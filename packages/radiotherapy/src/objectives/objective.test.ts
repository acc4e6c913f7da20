import { describe, expect, it, test } from 'vitest'

import {
  evaluate,
  isConvex,
  objectiveKinds,
  parametersOf,
  perFraction,
  wrongField,
  type Objective,
} from './objective.ts'
import { centralDifferences, matRadFunctions, relativeError } from './reference.test.support.ts'

/** The objectives of the reference; the doses that its names leave out are written in its README. */
const byName: Readonly<Record<string, Objective>> = {
  SquaredDeviation: { kind: 'squaredDeviation', dose: 60, penalty: 1 },
  SquaredOverdosing: { kind: 'squaredOverdosing', dose: 50, penalty: 1 },
  SquaredUnderdosing: { kind: 'squaredUnderdosing', dose: 55, penalty: 1 },
  MeanDose_linear_ref0: { kind: 'meanDose', dose: 0, penalty: 1 },
  MeanDose_linear_ref30: { kind: 'meanDose', dose: 30, penalty: 1 },
  MeanDose_quadratic_ref30: { kind: 'squaredMeanDose', dose: 30, penalty: 1 },
  'EUD_k3.5_ref30': { kind: 'eud', dose: 30, exponent: 3.5, penalty: 1 },
  'EUD_k-10_ref60': { kind: 'eud', dose: 60, exponent: -10, penalty: 1 },
  MaxDVH_d40_v30: { kind: 'maxDvh', dose: 40, volume: 30, penalty: 1 },
  MinDVH_d55_v95: { kind: 'minDvh', dose: 55, volume: 95, penalty: 1 },
}

const reference = matRadFunctions()
const items = reference?.items.filter(({ kind }) => kind === 'objective') ?? []

describe.skipIf(!reference)("check 1: matRad's objectives on its three sets of doses", () => {
  it('are all there', () => {
    expect(items).toHaveLength(30)
    expect(new Set(items.map(({ name }) => name))).toEqual(new Set(Object.keys(byName)))
  })

  it.each(items)('$name, set $set: has the same value', ({ name, set, f }) => {
    const { value } = evaluate(byName[name]!, reference!.sets[set - 1]!)
    expect(relativeError([value], [Number(f)])).toBeLessThanOrEqual(1e-12)
  })

  // matRad's gradient of |mean - r| has the sign of each voxel's own difference: wrong for r > 0, and where a voxel has no dose.
  const sound = items.filter(({ name }) => !name.startsWith('MeanDose_linear'))
  it.each(sound)('$name, set $set: has the same gradient', ({ name, set, grad }) => {
    const doses = reference!.sets[set - 1]!
    // In the gradients of EUD matRad takes 1 mGy for no dose.
    const taken = name.startsWith('EUD') ? doses.map((dose) => dose || 0.001) : doses
    expect(relativeError(evaluate(byName[name]!, taken).gradient, grad)).toBeLessThanOrEqual(1e-12)
  })

  const linear = items.filter(({ name }) => name.startsWith('MeanDose_linear'))
  it.each(linear)('$name, set $set: has the gradient of central differences', ({ name, set }) => {
    const doses = reference!.sets[set - 1]!
    const differences = centralDifferences((at) => evaluate(byName[name]!, at).value, doses, 1e-3)
    expect(relativeError(evaluate(byName[name]!, doses).gradient, differences)).toBeLessThanOrEqual(1e-6)
  })

  it.each([1, 2, 3])('MeanDose_linear_ref0, set %i: has the same gradient where there is dose', (set) => {
    const doses = reference!.sets[set - 1]!
    const { grad } = items.find((item) => item.name === 'MeanDose_linear_ref0' && item.set === set)!
    const { gradient } = evaluate(byName['MeanDose_linear_ref0']!, doses)
    const withDose = (values: ArrayLike<number>): number[] =>
      Array.from(values).filter((_, index) => doses[index]! > 0)
    expect(relativeError(withDose(gradient), withDose(grad))).toBeLessThanOrEqual(1e-12)
  })
})

describe('the gradient of every objective', () => {
  // Irregular, without ties, and away from the kinks at the doses of the objectives.
  const doses = Float64Array.from({ length: 97 }, (_, index) => 5 + ((index * 37.7) % 61))
  it.each(Object.values(byName))('is that of central differences: $kind, $dose Gy', (objective) => {
    const differences = centralDifferences((at) => evaluate(objective, at).value, doses, 1e-5)
    expect(relativeError(evaluate(objective, doses).gradient, differences)).toBeLessThanOrEqual(1e-6)
  })
})

describe('the equivalent uniform dose', () => {
  const eudOf = (exponent: number, ...doses: number[]) =>
    evaluate({ kind: 'eud', dose: 10, exponent, penalty: 1 }, Float64Array.from(doses))

  it('is not raised by a voxel without dose, and wants none for it where hot spots count', () => {
    expect(eudOf(2, 0, 30).gradient[0]).toBe(0)
  })

  it('is 0 where cold spots count and a voxel has no dose; then no voxel can change it', () => {
    const { value, gradient } = eudOf(-5, 0, 30)
    expect(value).toBe(100)
    expect(gradient.every((slope) => Math.abs(slope) === 0)).toBe(true)
  })

  it('has the derivative along an equal dose where there is none at all', () => {
    expect(eudOf(8, 0, 0)).toEqual({ value: 100, gradient: Float64Array.of(-10, -10) })
  })

  it('overflows with no exponent', () => {
    expect(eudOf(100, 70, 80).value).toBeCloseTo((80 * 0.5 ** 0.01 - 10) ** 2, 2)
    expect(eudOf(-100, 70, 80).value).toBeCloseTo((70 * 0.5 ** -0.01 - 10) ** 2, 2)
  })
})

describe('check 11: objectives', () => {
  it('say whether they are convex', () => {
    const convex = Object.entries(byName).filter(([, objective]) => isConvex(objective))
    expect(convex.map(([name]) => name)).toEqual([
      'SquaredDeviation',
      'SquaredOverdosing',
      'SquaredUnderdosing',
      'MeanDose_linear_ref0',
      'MeanDose_linear_ref30',
      'MeanDose_quadratic_ref30',
    ])
    expect(isConvex({ kind: 'eud', dose: 0, exponent: 3, penalty: 1 })).toBe(true)
    expect(isConvex({ kind: 'eud', dose: 9, exponent: 1, penalty: 1 })).toBe(true)
  })

  it('describe each of their parameters', () => {
    expect(Object.keys(objectiveKinds).map((kind) => Object.keys(parametersOf(kind as 'eud')))).toEqual([
      ['dose', 'penalty'],
      ['dose', 'penalty'],
      ['dose', 'penalty'],
      ['dose', 'penalty'],
      ['dose', 'penalty'],
      ['dose', 'exponent', 'penalty'],
      ['dose', 'volume', 'penalty'],
      ['dose', 'volume', 'penalty'],
    ])
    expect(parametersOf('maxDvh')['volume']).toMatchObject({ kind: 'volume', unit: '%', from: 0, to: 100 })
  })

  it('are divided among fractions in their doses only', () => {
    expect(perFraction({ kind: 'maxDvh', dose: 50, volume: 30, penalty: 100 }, 25)).toEqual({
      kind: 'maxDvh',
      dose: 2,
      volume: 30,
      penalty: 100,
    })
  })

  test.each([
    [{ kind: 'underdose', dose: 1, penalty: 1 }, 'kind', 'expected one of squaredDeviation, '],
    [{ kind: 'toString', dose: 1, penalty: 1 }, 'kind', 'expected one of squaredDeviation, '],
    [{ kind: 'meanDose', penalty: 1 }, 'dose', 'expected a number from 0 to 200 Gy, got undefined'],
    [{ kind: 'meanDose', dose: '5', penalty: 1 }, 'dose', 'expected a number from 0 to 200 Gy, got "5"'],
    [{ kind: 'meanDose', dose: 7020, penalty: 1 }, 'dose', 'expected a number from 0 to 200 Gy, got 7020'],
    [{ kind: 'meanDose', dose: 5, penalty: -1 }, 'penalty', 'expected a number from 0 to 1000000000, got -1'],
    [{ kind: 'meanDose', dose: 5, penalty: NaN }, 'penalty', 'got NaN'],
    [{ kind: 'minDvh', dose: 5, volume: 101, penalty: 1 }, 'volume', 'from 0 to 100 %, got 101'],
    [{ kind: 'eud', dose: 5, exponent: 0, penalty: 1 }, 'exponent', 'and not from 0 to below 1, got 0'],
    [{ kind: 'eud', dose: 5, exponent: 0.5, penalty: 1 }, 'exponent', 'got 0.5'],
    [{ kind: 'meanDose', dose: 5, volume: 3, penalty: 1 }, 'volume', 'expected none but dose, penalty'],
  ])('%j is refused', (objective, field, rule) => {
    expect(wrongField(objective)).toEqual({ field, rule: expect.stringContaining(rule) })
  })

  it('are accepted where nothing is wrong', () => {
    expect(Object.values(byName).map((objective) => wrongField(objective))).toEqual(
      Object.values(byName).map(() => undefined),
    )
  })
})
