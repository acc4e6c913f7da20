import { EngineError, type GenerateRequest, type TriedValue } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { planFeedback } from './feedback.ts'
import { goalLines } from './goals/goal-set.ts'
import { placeGoals } from './goals/placed-goal.ts'
import { phantom } from './phantom.test.support.ts'
import { knobsOf } from './planner/knobs.ts'
import { Planner } from './planner/planner.ts'
import { rules } from './rules.ts'
import { readSettings } from './values.ts'

const plan = phantom()
const knobs = knobsOf(plan, { weight: { from: 1, to: 1e5 }, levels: 'organs', most: 60 })
const engine = rules()
const flat = 'Target: weight 100\nCore: weight 100, dose 20 Gy\nBody: weight 100, dose 20 Gy'

async function request(
  goals: readonly string[],
  { value = flat, history = [] }: { value?: string; history?: readonly TriedValue[] } = {},
): Promise<GenerateRequest> {
  const placed = placeGoals(goalLines(goals.join('\n')), plan)
  const planned = await new Planner(plan, { knobs, goals: placed }).planOf(readSettings(value, knobs))
  const feedback = [planFeedback(planned, { knobs, until: 'all' })]
  const about = { parameter: 'settings', role: '', value, feedback, constraints: [], history, tag: 'NEW' }
  return { purpose: 'update', messages: [], about }
}

const textOf = async (asked: GenerateRequest): Promise<string> =>
  /<NEW>(.*)<\/NEW>/s.exec((await engine.generate(asked)).text)![1]!

describe('the rules engine', () => {
  it('raises what is missed, and lowers its level', async () => {
    const [target, core] = readSettings(
      await textOf(await request(['Target D95% >= 57 Gy', 'Core mean <= 10 Gy', 'Body mean <= 60 Gy'])),
      knobs,
    )
    expect(target!.weight).toBe(100)
    expect(core!.weight).toBe(400)
    expect(core!.level).toBe(12)
  })

  it('relaxes what has room: less weight, and a level that goals allow', async () => {
    const [, core, body] = readSettings(
      await textOf(await request(['Target HI <= 0.01', 'Core mean <= 59 Gy', 'Body V50Gy <= 99 %'])),
      knobs,
    )
    expect(core!.weight).toBeLessThan(100)
    expect(core!.level).toBeGreaterThan(20)
    expect(body!.level).toBeGreaterThan(20)
    expect(body!.level).toBeLessThanOrEqual(50)
  })

  it('takes hot spots of the body for those of the target that it holds', async () => {
    const [target, , body] = readSettings(
      await textOf(await request(['Target D95% >= 57 Gy', 'Body max <= 58 Gy'])),
      knobs,
    )
    expect(target!.weight).toBeGreaterThan(100)
    expect(body!.weight).toBeLessThan(100)
  })

  it('says the same again, and something else after a failure', async () => {
    const goals = ['Target D95% >= 57 Gy', 'Core mean <= 10 Gy']
    const first = await textOf(await request(goals))
    expect(await textOf(await request(goals))).toBe(first)
    const tried: TriedValue[] = [{ value: flat, score: -1, accepted: true, feedback: [] }]
    const all = new Set([first])
    let latest = first
    for (let failed = 0; failed < 15; failed++) {
      tried.push({ value: latest, score: -2, accepted: false, feedback: [] })
      latest = await textOf(await request(goals, { history: tried }))
      expect([...all]).not.toContain(latest)
      all.add(latest)
    }
  })

  it('keeps settings of which nothing is said', async () => {
    const asked = await request(['Target D95% >= 57 Gy', 'Core mean <= 10 Gy'])
    expect(await textOf({ ...asked, about: { ...asked.about!, feedback: [] } })).toBe(flat)
  })

  it('refuses to be anything but an optimizer', async () => {
    const asked = engine.generate({ purpose: 'evaluate', messages: [] })
    await expect(asked).rejects.toThrow(EngineError)
    await expect(asked).rejects.toMatchObject({ kind: 'unsupported' })
  })
})
