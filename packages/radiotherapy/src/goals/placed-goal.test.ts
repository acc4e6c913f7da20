import { describe, expect, it, test } from 'vitest'

import { phantom } from '../phantom.test.support.ts'
import { protocol, protocolNames } from '../protocols/protocols.ts'
import { GoalError } from './goal-error.ts'
import { goalLines, goalSet } from './goal-set.ts'
import { placeGoals, type PlacedGoals } from './placed-goal.ts'
import { structureNamed } from './structure-named.ts'

const plan = phantom()
const placed = (...goals: readonly string[]): PlacedGoals => placeGoals(goalLines(goals.join('\n')), plan)

describe('check 11: goals of a case', () => {
  it('find their structures however they are written', () => {
    expect(
      placed('target D95% >= 50 Gy', 'CORE mean <= 22 Gy').goals.map(({ structure }) => structure.name),
    ).toEqual(['Target', 'Core'])
    expect(structureNamed(plan, 'PTV')?.name).toBe('Target')
    expect(structureNamed(plan, 'cord', { Cord: ['Spinal cord', 'core'] })?.name).toBe('Core')
    expect(() => placed('rectum mean <= 22 Gy')).toThrow(
      "the goal 'rectum mean <= 22 Gy': expected a structure of the case phantom: Target, Core, Body; got rectum",
    )
  })

  it('are scaled to the first coverage of a target, to what they say, or not', () => {
    expect(placed('Core D10% >= 1 Gy', 'PTV D98% >= 57 Gy').normalization).toMatchObject({ limit: 57 })
    expect(placed('Core mean <= 22 Gy').normalization).toBeUndefined()
    const set = goalLines('PTV D98% >= 57 Gy')
    expect(placeGoals(set, plan, 'none').normalization).toBeUndefined()
    expect(placeGoals(set, plan, 'Target mean = 60 Gy').normalization?.metric).toEqual({ kind: 'mean' })
  })

  it('may be in per cent of the prescription', () => {
    const [goal] = placed('PTV D95% >= 95 %').goals
    expect(goal!.limit).toBe(57)
    const given = goalSet({ prescription: '50 Gy', goals: ['PTV V95% >= 98 %'] })
    expect(placeGoals(given, plan).goals[0]!.metric).toMatchObject({ dose: { value: 47.5, unit: 'Gy' } })
  })

  it('can not speak of more volume than there is', () => {
    // 9 voxels of 0.125 cc are within 2 voxels of the middle.
    expect(() => placed('Core D2cc <= 30 Gy')).toThrow(
      'expected a volume up to the 1.125 cc of Core, got 2 cc',
    )
    expect(() => placed('Core V20Gy <= 2 cc')).toThrow(GoalError)
  })

  it('warn of doses that are hardly meant', () => {
    expect(placed('PTV D95% >= 57 Gy', 'Core max <= 45 cGy').warnings).toEqual([
      "the goal 'Core max <= 0.45 Gy' is about 0.45 Gy: is it in the right unit?",
    ])
  })
})

describe('check 11: goals that contradict each other', () => {
  test.each([
    [['PTV D95% >= 70 Gy', 'PTV max <= 65 Gy']],
    [['PTV D95% >= 70 Gy', 'PTV D95% <= 65 Gy']],
    [['PTV V60Gy >= 95 %', 'PTV D50% <= 59 Gy']],
    [['PTV mean >= 60 Gy', 'PTV max <= 59 Gy']],
    [['PTV D95% >= 60 Gy', 'PTV mean <= 50 Gy']],
    [['PTV min >= 55 Gy', 'PTV mean <= 54 Gy']],
    [['PTV D95% >= 60 Gy', 'PTV D0.2cc <= 59 Gy']],
    // The body holds the target.
    [['PTV D95% >= 60 Gy', 'Body max <= 50 Gy']],
  ])('%j', (goals) => {
    expect(() => placed(...goals)).toThrow(
      expect.objectContaining({
        name: 'GoalError',
        goal: goals[0],
        rule: expect.stringContaining('no plan meets both'),
      }),
    )
    const soft = placed(goals[0]!, `${goals[1]} (soft)`)
    expect(soft.warnings).toEqual([expect.stringContaining(goals[1]!)])
  })

  test.each([
    [['PTV D95% >= 60 Gy', 'PTV max <= 66 Gy']],
    [['PTV D50% >= 60 Gy', 'PTV D95% <= 55 Gy']],
    [['PTV D95% >= 60 Gy', 'PTV mean <= 58 Gy']],
    [['PTV D95% >= 60 Gy', 'Core max <= 30 Gy']],
    [['PTV D95% >= 60 Gy', 'Body D50% <= 10 Gy']],
  ])('%j can both be met', (goals) => {
    expect(placed(...goals).warnings).toEqual([])
  })
})

describe('protocols', () => {
  it.each(protocolNames)('%s has goals that can be read, and says where they are from', (name) => {
    const set = protocol(name)!
    expect(set.goals.length).toBeGreaterThan(2)
    expect(set.source).toMatch(/memory|second-hand/)
    expect(set.name).toBe(name)
  })

  it('are found by name only', () => {
    expect(protocol('tg119')).toBeUndefined()
  })
})
