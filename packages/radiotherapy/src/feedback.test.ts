import { describe, expect, it } from 'vitest'

import { isPlanData, planFeedback, type PlanData, type Until } from './feedback.ts'
import { goalLines } from './goals/goal-set.ts'
import { placeGoals } from './goals/placed-goal.ts'
import { phantom } from './phantom.test.support.ts'
import { knobsOf, settingsOf } from './planner/knobs.ts'
import { Planner } from './planner/planner.ts'

const plan = phantom()
const knobs = knobsOf(plan, { weight: { from: 1, to: 1e5 }, levels: 'organs', most: 60 })

async function said(until: Until, ...goals: readonly string[]) {
  const placed = placeGoals(goalLines(goals.join('\n')), plan)
  const planned = await new Planner(plan, { knobs, goals: placed }).planOf(settingsOf(plan, knobs))
  return { planned, said: planFeedback(planned, { knobs, until, warnings: placed.warnings }) }
}

describe('what goals say of a plan', () => {
  it('is which it misses, worst first, by how much, and what stands against them', async () => {
    const { planned, said: feedback } = await said(
      'hard',
      'Target D95% >= 57 Gy',
      'Target D2% <= 60 Gy',
      'Core mean <= 20 Gy',
      'Body mean <= 60 Gy',
      'Body V55Gy <= 30 % (soft)',
    )
    expect(feedback.text).toMatchInlineSnapshot(`
      "The plan misses 2 of 5 goals; its score is -1039, and 0 is all met.
      Missed, worst first:
      - Core mean <= 20 Gy (hard): Core has 26.03 Gy, 6.029 Gy too much (30.14 % of the limit). It asks for a greater weight or a lower dose of Core, at the expense of Target (itself missed).
      - Target D2% <= 60 Gy (hard): Target has 66.85 Gy, 6.853 Gy too much (11.42 % of the limit). It asks for a greater weight of Target, at the expense of Body (2.222 % room) and Core (itself missed).
      Met:
      - Target D95% >= 57 Gy: 57 Gy, without room
      - Body V55Gy <= 30 %: 29.33 %, with 2.222 % room
      - Body mean <= 60 Gy: 40.5 Gy, with 32.5 % room
      What the objectives cost in the optimisation: Body 61 %, Target 31 %, Core 8 %."
    `)
    const data = feedback.data as unknown as PlanData
    expect(isPlanData(data)).toBe(true)
    expect(data).toMatchObject({
      goal: 'Core mean <= 20 Gy',
      structure: 'Core',
      unit: 'Gy',
      score: -planned.card.cost,
      fluence: planned.hash,
    })
    expect(data.by).toBe(planned.card.results[2]!.value - 20)
    expect(data.goals.map(({ goal }) => goal).slice(0, 3)).toEqual([
      'Core mean <= 20 Gy',
      'Target D2% <= 60 Gy',
      'Target D95% >= 57 Gy',
    ])
    expect(Object.values(data.shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
    expect(JSON.parse(JSON.stringify(data))).toEqual(data)
  })

  it('is nothing once code finds the hard goals met, or all of them', async () => {
    const goals = ['Target D95% >= 57 Gy', 'Core mean <= 20 Gy (soft)']
    expect((await said('hard', ...goals)).said.kind).toBe('satisfied')
    expect((await said('all', ...goals)).said.kind).toBe('feedback')
    // Without a hard goal all have to be met.
    expect((await said('hard', 'Core mean <= 20 Gy (soft)')).said.kind).toBe('feedback')
  })

  it('passes warnings on', async () => {
    const { said: feedback } = await said('all', 'Target D95% >= 57 Gy', 'Core max <= 45 cGy')
    expect(feedback.text).toContain("Note: the goal 'Core max <= 0.45 Gy' is about 0.45 Gy")
  })
})
