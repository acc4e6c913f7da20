import { describe, expect, it, test } from 'vitest'

import { GoalError } from './goal-error.ts'
import { goalLines, goalSet } from './goal-set.ts'
import { parseGoal, parseNormalization } from './parse-goal.ts'
import { parseQuantity } from './quantity.ts'

describe('check 11: goals as text', () => {
  test.each([
    ['PTV D95% >= 70.2 Gy', 'PTV', { kind: 'doseAt', volume: { value: 95, unit: '%' } }, 'atLeast', 70.2],
    ['PTV D95 ≥ 7020 cGy', 'PTV', { kind: 'doseAt', volume: { value: 95, unit: '%' } }, 'atLeast', 70.2],
    ['cord D0.1cc <= 45 Gy', 'cord', { kind: 'doseAt', volume: { value: 0.1, unit: 'cc' } }, 'atMost', 45],
    [
      'rectum V70Gy <= 20 %',
      'rectum',
      { kind: 'volumeAt', dose: { value: 70, unit: 'Gy' }, in: '%' },
      'atMost',
      20,
    ],
    [
      'femoral heads: V 4000 cGy < 12.5 cc',
      'femoral heads',
      { kind: 'volumeAt', dose: { value: 40, unit: 'Gy' }, in: 'cc' },
      'atMost',
      12.5,
    ],
    ['PTV V95% > 98 %', 'PTV', { kind: 'volumeAt', dose: { value: 95, unit: '%' }, in: '%' }, 'atLeast', 98],
    ['Left Parotid mean dose <= 26 Gy', 'Left Parotid', { kind: 'mean' }, 'atMost', 26],
    ['cord Dmax <= 45 Gy', 'cord', { kind: 'max' }, 'atMost', 45],
    ['CTV min >= 60 Gy', 'CTV', { kind: 'min' }, 'atLeast', 60],
    ['Core gEUD(a=8) <= 30 Gy', 'Core', { kind: 'gEud', exponent: 8 }, 'atMost', 30],
    [
      'PTV CI(47.5 Gy) >= 0.6',
      'PTV',
      { kind: 'conformity', dose: { value: 47.5, unit: 'Gy' } },
      'atLeast',
      0.6,
    ],
    ['PTV HI <= 0.1', 'PTV', { kind: 'homogeneity' }, 'atMost', 0.1],
  ] as const)('%s', (...[text, structure, metric, direction, value]) => {
    expect(parseGoal(text)).toMatchObject({
      structure,
      metric,
      direction,
      limit: { value },
      tier: 'hard',
      priority: 1,
    })
  })

  it('have a tier and a priority, and are named with doses in Gy', () => {
    expect(parseGoal('core  D10% < 2500 cGy (soft, priority 3)')).toMatchObject({
      text: 'core D10% <= 25 Gy',
      tier: 'soft',
      priority: 3,
    })
    expect(parseGoal('PTV V95% >= 98 % [hard]')).toMatchObject({ tier: 'hard', structure: 'PTV' })
  })

  test.each([
    ['PTV D95% >= 7020 Gy', 'expected a dose up to 200 Gy, got 7020 Gy: is it in cGy?'],
    ['PTV D95% >= 70.2', 'a dose in Gy, cGy or % of the prescription after the comparison, got no unit'],
    ['PTV D95% >= 70.2 mm', 'expected a number with the unit Gy, cGy, % or cc, got "70.2 mm"'],
    ['PTV D95% >= 70.2 mGy', 'expected a number with the unit'],
    ['PTV D95% = 70.2 Gy', 'expected a comparison such as >= or <='],
    ['D95% >= 70.2 Gy', 'expected a structure and D, V, mean'],
    ['PTV D195% >= 70 Gy', 'expected a volume from 0 to 100 %, got 195 %'],
    ['rectum V70 <= 20 %', 'expected the dose of V and CI with its unit'],
    ['rectum V70Gy <= 20 Gy', 'a volume in % or cc'],
    ['PTV CI >= 0.6', 'expected the dose of V and CI with its unit'],
    ['Core gEUD(a=0) <= 30 Gy', 'expected an exponent of gEUD that is not 0'],
    ['PTV HI <= 10 %', 'a number without a unit'],
    ['PTV HI <= 0.1 (priority 12)', 'expected hard, soft or a priority from 1 to 9'],
    ['PTV HI <= -0.1', 'expected a number with the unit'],
  ])('%s is refused', (text, rule) => {
    const refused = (() => {
      try {
        return parseGoal(text)
      } catch (error) {
        return error
      }
    })()
    expect(refused).toBeInstanceOf(GoalError)
    expect(refused).toMatchObject({ goal: text.replace(/ \(.*\)$/, ''), rule: expect.stringContaining(rule) })
  })

  it('can say what plans are scaled to', () => {
    expect(parseNormalization('PTV D95% = 5000 cGy')).toMatchObject({
      structure: 'PTV',
      limit: { value: 50 },
    })
    expect(() => parseNormalization('PTV V50Gy = 95 %')).toThrow('expected a dose to scale to')
    expect(() => parseNormalization('PTV D95% >= 50 Gy')).toThrow(
      "the goal 'PTV D95% >= 50 Gy': expected a metric",
    )
  })
})

describe('quantities', () => {
  it('are the same in cGy and Gy', () => {
    expect(parseQuantity('7020 cGy')).toEqual(parseQuantity('70.2 Gy'))
    expect(parseQuantity('0.1cm³')).toEqual({ value: 0.1, unit: 'cc' })
    expect(() => parseQuantity('1e3 Gy')).toThrow(RangeError)
  })
})

describe('goals as a file', () => {
  it('are a goal a line', () => {
    const { goals } = goalLines('# TG-119\nPTV D95% >= 50 Gy\n\ncore D10% <= 25 Gy (soft) # second\n')
    expect(goals.map(({ text, tier }) => [text, tier])).toEqual([
      ['PTV D95% >= 50 Gy', 'hard'],
      ['core D10% <= 25 Gy', 'soft'],
    ])
    expect(() => goalLines('# nothing')).toThrow('expected at least one goal')
  })

  it('are JSON', () => {
    const json = {
      prescription: '5000 cGy',
      normalizeTo: 'PTV D95% = 50 Gy',
      goals: ['PTV V95% >= 98 %', { goal: 'cord max <= 45 Gy', tier: 'soft', priority: 2 }],
    }
    expect(goalSet(json)).toMatchObject({
      prescription: 50,
      goals: [{ tier: 'hard' }, { tier: 'soft', priority: 2 }],
    })
    expect(() => goalSet({ goals: [] }, 'a.json')).toThrow('a.json, goals: ')
    expect(() => goalSet({ goals: ['PTV HI <= 0.1'], dose: 1 }, 'a.json')).toThrow('dose')
    expect(() => goalSet({ ...json, prescription: '5000 Gy' })).toThrow(GoalError)
  })
})
