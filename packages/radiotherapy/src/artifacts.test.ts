import { describe, expect, it } from 'vitest'

import { planArtifacts } from './artifacts.ts'
import { doseStatistics } from './dvh/statistics.ts'
import { goalLines } from './goals/goal-set.ts'
import { placeGoals } from './goals/placed-goal.ts'
import { phantom } from './phantom.test.support.ts'
import { knobsOf, settingsOf } from './planner/knobs.ts'
import { Planner } from './planner/planner.ts'

const plan = phantom()
const knobs = knobsOf(plan, { weight: { from: 1, to: 1e5 }, levels: 'organs', most: 60 })
const goals = ['Target D95% >= 57 Gy', 'Core V20Gy <= 50 %', 'Core mean <= 20 Gy', 'Body max <= 66 Gy']
const planner = new Planner(plan, { knobs, goals: placeGoals(goalLines(goals.join('\n')), plan) })
const start = settingsOf(plan, knobs)
const first = await planner.planOf(start)
const second = await planner.planOf(
  start.map((one, index) => (index === 1 ? { weight: 9000, level: 5 } : one)),
)
const shown = new Map(planArtifacts({ planner, plan: second, first }).map((one) => [one.name, one]))

function artifact<Kind extends string>(name: string, kind: Kind) {
  const found = shown.get(name)
  if (found?.kind !== kind) throw new Error(`${name} is ${found?.kind}, not ${kind}`)
  return found as Extract<typeof found, { kind: Kind }>
}

describe('what there is to see of a plan', () => {
  it('says everywhere that it is for research only, and is JSON', () => {
    expect([...shown.keys()]).toEqual([
      'dvh',
      'scorecard',
      'statistics',
      'dose',
      'slice',
      'comparison',
      'dvh-comparison',
      'plan',
    ])
    for (const { title } of shown.values()) expect(title).toContain('Research only, not a medical device')
    expect(JSON.parse(JSON.stringify([...shown.values()]))).toEqual([...shown.values()])
  })

  it('is a histogram of each structure, with goals as points', () => {
    const { curves } = artifact('dvh', 'curves')
    expect(curves.map(({ name }) => name)).toEqual([
      'Target',
      'Core',
      'Body',
      'goal of Target, at least: Target D95% >= 57 Gy',
      'goal of Core, at most: Core V20Gy <= 50 %',
      'goal of Body, at most: Body max <= 66 Gy',
    ])
    expect(curves[3]!.points).toEqual([[57, 95]])
    expect(curves[4]!.points).toEqual([[20, 50]])
    const [target] = curves
    expect(target!.points[0]).toEqual([0, 100])
    // The plan is scaled to that goal: the curve passes it.
    const before = target!.points.findLast(([dose]) => dose < 57)!
    const after = target!.points.find(([dose]) => dose > 57)!
    expect(before[1]).toBeGreaterThanOrEqual(94)
    expect(after[1]).toBeLessThanOrEqual(96)
  })

  it('is a scorecard, and a comparison with the first plan', () => {
    const card = artifact('scorecard', 'table')
    expect(card.rows).toHaveLength(goals.length)
    expect(card.rows.every((row) => row.length === card.columns.length)).toBe(true)
    const comparison = artifact('comparison', 'table')
    const [goal, was, is, difference] = comparison.rows[2]!
    expect(goal).toBe('Core mean <= 20 Gy')
    expect(was).toBeCloseTo(first.card.results[2]!.value, 3)
    expect(is).toBeCloseTo(second.card.results[2]!.value, 3)
    expect(difference).toBeLessThan(0)
    const both = artifact('dvh-comparison', 'curves').curves
    expect(both.map(({ name }) => name)).toEqual(
      ['first', 'this'].flatMap((which) => ['Target', 'Core', 'Body'].map((name) => `${name}, ${which}`)),
    )
    const hot = (which: number) => both[which]!.points.find(([dose]) => dose >= 20)![1]
    expect(hot(4)).toBeLessThan(hot(1))
    const names = planArtifacts({ planner, plan: first, first }).map(({ name }) => name)
    expect(names.filter((name) => name.includes('comparison'))).toEqual([])
  })

  it('tells doses of each structure, whatever the goals are', () => {
    const { columns, rows } = artifact('statistics', 'table')
    expect(columns).toEqual(['structure', 'mean', 'min', 'max', 'D98%', 'D95%', 'D50%', 'D5%', 'D2%'])
    const { Target } = doseStatistics(
      plan,
      second.dose.map((dose) => dose / plan.fractions),
    )
    const expected = ['mean', 'min', 'max', 'D98', 'D95', 'D50', 'D5', 'D2'].map((name) =>
      expect.closeTo(Target![name]!, 3),
    )
    expect(rows[0]).toEqual(['Target', ...expected])
  })

  it('is a slice of the dose, with contours and isodoses', () => {
    const { width, height, values } = artifact('dose', 'grid')
    expect([width, height]).toEqual([15, 15])
    // x runs along a row, y down; the cube index runs along y.
    for (const [x, y] of [
      [3, 8],
      [12, 2],
    ] as const)
      expect(values[y * width + x]).toBeCloseTo(second.dose[y + 15 * x]!, 2)
    const { svg } = artifact('slice', 'svg')
    expect(svg).toMatch(/^<svg xmlns=.*<\/svg>$/s)
    for (const name of ['Target', 'Core', 'Body', '95 % of 60 Gy', 'Research only'])
      expect(svg).toContain(name)
    expect(svg.match(/<path fill="none"/g)).toHaveLength(3)
  })

  it('is a stack of planes of the dose, each with the cells of every structure', () => {
    const { stack } = artifact('dose', 'grid')
    const { width, height, first, planes, regions, levels } = stack!
    expect([width, height]).toEqual([15, 15])
    expect(regions).toEqual(['Target', 'Core', 'Body'])
    expect(levels.find(({ label }) => label === '95 %')).toEqual({ label: '95 %', value: 57 })
    const { size } = plan.grid
    const places = planes.map(({ label }) => Number(/^slice (\d+) of/.exec(label)![1]) - 1)
    // What is in a cell, by its place in the case.
    const inside = new Set([...plan.structures[0]!.rows].map((row) => plan.voxels[row]!))
    for (const [index, { values, regions: cells }] of planes.entries()) {
      expect(values).toHaveLength(width * height)
      const target = new Set<number>()
      const [runs] = cells
      for (let at = 0; at < runs!.length; at += 2)
        for (let cell = runs![at]!; cell < runs![at]! + runs![at + 1]!; cell++) target.add(cell)
      const expected = values.flatMap((_, cell) => {
        const [x, y] = [cell % width, Math.floor(cell / width)]
        return inside.has(y + size.y * (x + size.x * places[index]!)) ? [cell] : []
      })
      expect([...target]).toEqual(expected)
    }
    const { values } = planes[first]!
    const alone = artifact('dose', 'grid').values
    expect(values.every((value, cell) => Math.abs(value - alone[cell]!) < 0.051)).toBe(true)
  })

  it('is the settings, with the hash of the fluence', () => {
    const record = JSON.parse(artifact('plan', 'text').text) as Record<string, unknown>
    expect(record).toMatchObject({
      fluence: second.hash,
      settings: ['Target: weight 1000', 'Core: weight 9000, dose 5 Gy', 'Body: weight 100, dose 25 Gy'],
      objectives: { Core: second.parts[1] },
    })
  })
})
