import { createHash } from 'node:crypto'

import { rootCall, type Journal, type JournalEntry } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { doseStatistics } from '../dvh/statistics.ts'
import { optimiseFluence } from '../fluence/optimise-fluence.ts'
import { fluenceProblem } from '../fluence/problem.ts'
import { goalLines } from '../goals/goal-set.ts'
import { placeGoals } from '../goals/placed-goal.ts'
import { plainInfluence } from '../influence/plain.ts'
import { simdInfluence } from '../influence/simd.ts'
import { phantom } from '../phantom.test.support.ts'
import { packed, unpacked } from './bytes.ts'
import { knobsOf, settingsOf, withSettings, type Settings } from './knobs.ts'
import { PlanError } from './plan-error.ts'
import { Planner } from './planner.ts'

const plan = phantom()
const knobs = knobsOf(plan, { weight: { from: 1, to: 1e5 }, levels: 'organs', most: 60 })
const goals = placeGoals(goalLines('Target D95% >= 57 Gy\nCore mean <= 40 Gy'), plan)
const planner = (): Planner => new Planner(plan, { knobs, goals })
const start = settingsOf(plan, knobs)
const other: Settings = start.map((setting, index) => (index === 1 ? { weight: 3000, level: 10 } : setting))

describe('a plan', () => {
  it('is the fluence that its objectives cost least, scaled to the coverage', async () => {
    const found = await planner().planOf(other)
    const { weights, objective } = await optimiseFluence(
      fluenceProblem(withSettings(plan, knobs, other), simdInfluence(plan.influence)),
    )
    expect(found.fluence).toEqual(weights.map((weight) => weight * found.scale))
    expect(found.parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(objective, 9)
    const exact = plainInfluence(plan.influence).dose(found.fluence)
    const { Target, Core } = doseStatistics(plan, exact)
    expect(Target!['D95']).toBeCloseTo(57, 4)
    expect(found.card.results.map(({ value }) => value)).toEqual([
      expect.closeTo(57, 9),
      expect.closeTo(Core!['mean']!, 4),
    ])
  })

  it('is the same for the same settings, bit for bit, and another for others', async () => {
    const [first, second, third] = [
      await planner().planOf(start),
      await planner().planOf(start),
      await planner().planOf(other),
    ]
    expect(second.fluence).toEqual(first.fluence)
    const bytes = Buffer.from(first.fluence.buffer)
    expect(first.hash).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(second.hash).toBe(first.hash)
    expect(third.hash).not.toBe(first.hash)
  })

  it('may be optimised from the fluence of other settings, whatever was planned before', async () => {
    const warm = (): Planner => new Planner(plan, { knobs, goals, from: start })
    const cold = await planner().planOf(other)
    const [first, again] = [warm(), warm()]
    await again.planOf(start)
    const [one, two] = [await first.planOf(other), await again.planOf(other)]
    expect(two.hash).toBe(one.hash)
    expect(one.hash).not.toBe(cold.hash)
    expect(one.card.cost).toBeCloseTo(cold.card.cost, 1)
    expect(await first.planOf(start)).toMatchObject({ hash: (await planner().planOf(start)).hash })
  })

  it('ends where it is told, and is another plan then', async () => {
    const early = await new Planner(plan, { knobs, goals, stop: { iterations: 3 } }).planOf(other)
    expect(early).toMatchObject({ iterations: 3, stopped: 'iterations' })
    expect(early.hash).not.toBe((await planner().planOf(other)).hash)
  })

  it('is optimised once, here and in a journal', async () => {
    const kept = new Map<string, JournalEntry>()
    const journal: Journal = {
      get: async (path, hash) => (kept.get(path)?.hash === hash ? kept.get(path) : undefined),
      intent: async () => undefined,
      settle: async (path, entry) => void kept.set(path, JSON.parse(JSON.stringify(entry)) as JournalEntry),
    }
    const one = planner()
    const first = await one.planOf(start, rootCall({ journal }))
    await one.planOf(start, rootCall({ journal, path: 'elsewhere' }))
    expect([...kept.keys()]).toEqual([expect.stringMatching(/^solve-[0-9a-f]{16}$/)])
    // What is kept is taken, even if it is wrong.
    const [[path, entry] = expect.fail()] = kept
    const reply = { ...(entry.reply as object), weights: packed(first.fluence.map((weight) => 2 * weight)) }
    kept.set(path, { ...entry, reply })
    const again = await planner().planOf(start, rootCall({ journal }))
    expect(again.scale).toBeCloseTo(0.5, 6)
  })

  it('is not made where the target gets nothing', async () => {
    const nothing = phantom(({ name }) =>
      name === 'Target' ? { objectives: [{ kind: 'squaredDeviation', dose: 0, penalty: 1 }] } : {},
    )
    const of = knobsOf(nothing, { weight: { from: 1, to: 10 }, levels: 'none', most: 60 })
    const placed = placeGoals(goalLines('Target D95% >= 57 Gy'), nothing)
    await expect(
      new Planner(nothing, { knobs: of, goals: placed, stop: { iterations: 500 } }).planOf(
        settingsOf(nothing, of),
      ),
    ).rejects.toThrow(PlanError)
  })

  it('ends when it is aborted, and can be made afterwards', async () => {
    const one = planner()
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(one.planOf(start, rootCall({ signal }))).rejects.toThrow('enough')
    expect((await one.planOf(start)).card.results).toHaveLength(2)
  })
})

describe('numbers as text', () => {
  it('come back bit for bit', () => {
    const values = Float64Array.of(0, -0, 1 / 3, 5e-324, Number.MAX_VALUE)
    expect(unpacked(packed(values))).toEqual(values)
  })
})
