import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import {
  canonicalLog,
  gradient,
  Momentum,
  optimize,
  rootCall,
  TGD,
  validateConfig,
  type RunEvent,
} from '@textgrad/core'
import { promptText, scripted, taskContract } from '@textgrad/core/testing'
import { tempDir } from '@textgrad/host'
import { describe, expect, it, test } from 'vitest'

import { CaseError } from './errors.ts'
import { GoalError } from './goals/goal-error.ts'
import { phantom } from './phantom.test.support.ts'
import { bundleOf } from './planner/bundle-of.test.support.ts'
import type { PlanConfig } from './planner/config.ts'
import { radiotherapy } from './task.ts'

/** A slice: a solve takes some milliseconds. */
const small = { case: bundleOf(phantom()) }
const goals = ['Target D95% >= 57 Gy', 'Target D2% <= 70 Gy', 'Core mean <= 25 Gy']

const configOf = (given: object): Promise<PlanConfig> =>
  validateConfig(radiotherapy.config, { ...small, goal: goals, ...given })

describe('check 12: the radiotherapy task', () => {
  const checks = taskContract(radiotherapy, { config: { ...small, goal: goals, start: 'flat' } })
  test.for(checks)('$name', { timeout: 60_000 }, async (check) => {
    await expect(check.run()).resolves.toBeUndefined()
  })

  it('comes from poor weights to all goals by rules, keeps every plan, and stops by itself', async () => {
    const config = await configOf({ start: 'flat' })
    const engine = radiotherapy.rules!(config)
    await using problem = await radiotherapy.setup(config, { engine })
    const events: RunEvent[] = []
    const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
    const scores: number[] = []
    const run = optimize(problem, { strategy, seed: 1, steps: 30, emit: (event) => void events.push(event) })
    for await (const { best } of run) scores.push(best.evaluation.score)
    expect(scores.at(-1)).toBe(0)
    expect(scores).toEqual(scores.toSorted((a, b) => a - b))
    expect(scores.length).toBeLessThanOrEqual(10)
    expect(events.at(-1)).toMatchObject({ type: 'run-end', status: 'done' })
    const hashes = events.flatMap((event) =>
      event.type === 'artifact' && event.artifact.name === 'plan' && event.artifact.kind === 'text'
        ? [(JSON.parse(event.artifact.text) as { fluence: string }).fluence]
        : [],
    )
    expect(hashes).toHaveLength(events.filter(({ type }) => type === 'evaluation').length)
    expect(new Set(hashes).size).toBe(hashes.length)
    expect(canonicalLog(events)).toContain(hashes[0])
  }, 60_000)

  it('keeps a plan where a model writes none, and says so', async () => {
    const config = await configOf({ start: 'flat' })
    await using problem = await radiotherapy.setup(config, {})
    const engine = scripted({ reply: () => '<IMPROVED_VARIABLE>more dose</IMPROVED_VARIABLE>' })
    const events: RunEvent[] = []
    const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
    const run = optimize(problem, { strategy, seed: 1, steps: 2, emit: (event) => void events.push(event) })
    const bests: unknown[] = []
    for await (const { best } of run) bests.push(best.candidate)
    expect(bests).toEqual([problem.start, problem.start])
    const updates = events.filter((event) => event.type === 'update')
    expect(updates).toHaveLength(2)
    expect(updates.every(({ outcome }) => outcome === 'unusable')).toBe(true)
    // What is wrong is told to the model each time.
    expect(promptText(engine.calls[1]!)).toContain('There is no line for Target, Core, Body')
  }, 60_000)

  it('lets a model rewrite the settings by what goals say, with its earlier plans and a critic', async () => {
    const config = await configOf({ start: 'flat', critic: true })
    const weights = [200, 300]
    const engine = scripted({
      reply: ({ purpose, about }) =>
        purpose === 'update'
          ? `<${about!.tag}>Target: weight ${weights.shift()}\nCore: weight 100, dose 0 Gy\nBody: weight 100, dose 0 Gy</${about!.tag}>`
          : 'Raise the weight of the PTV.',
    })
    await using problem = await radiotherapy.setup(config, { engine })
    const strategy = gradient(({ parameters }) => new Momentum(parameters, { engine }))
    for await (const { step } of optimize(problem, { strategy, seed: 1, steps: 2 }))
      expect(step).toBeLessThan(3)
    const critic = engine.calls.find(({ purpose }) => purpose === 'evaluate')!
    expect(promptText(critic)).toContain('Target D2% <= 70 Gy (hard): ')
    const [first, second] = engine.calls.filter(({ purpose }) => purpose === 'update').map(promptText)
    expect(first).toContain('The plan misses')
    expect(first).toContain('Raise the weight of the PTV.')
    expect(second).toContain('Target: weight 100\n')
  }, 60_000)

  it.each([TGD, Momentum])(
    'shows good plans of others to %o and to the critic',
    async (Optimizer) => {
      await using dir = await tempDir()
      const plans = join(dir.path, 'plans.json')
      const output = 'Target: weight 5000\nCore: weight 100, dose 12 Gy\nBody: weight 10, dose 30 Gy'
      await writeFile(plans, JSON.stringify([{ input: 'Core mean 17.3 Gy', output }]))
      const engine = scripted({
        reply: ({ about }) => (about ? `<${about.tag}>${output}</${about.tag}>` : 'More.'),
      })
      const config = await configOf({ start: 'flat', plans, critic: true })
      await using problem = await radiotherapy.setup(config, { engine })
      const strategy = gradient(({ parameters }) => new Optimizer(parameters, { engine }))
      for await (const { step } of optimize(problem, { strategy, seed: 1, steps: 1 })) expect(step).toBe(1)
      const shown = `Plan 1 reached:\nCore mean 17.3 Gy\nwith the settings:\n${output}\n`
      for (const purpose of ['evaluate', 'update'])
        expect(promptText(engine.calls.find((call) => call.purpose === purpose)!)).toContain(shown)
    },
    60_000,
  )

  it('is a space of numbers for search, with the same plans', async () => {
    await using text = await radiotherapy.setup(await configOf({}), {})
    await using numbers = await radiotherapy.setup(await configOf({ form: 'numbers' }), {})
    expect(numbers.start).toEqual({
      'Target weight': '1000',
      'Core weight': '300',
      'Core dose': '30',
      'Body weight': '100',
      'Body dose': '25',
    })
    expect(Object.keys(numbers.space!)).toEqual(Object.keys(numbers.start))
    const call = rootCall()
    const [a, b] = await Promise.all([text, numbers].map((one) => one.build(one.start).evaluate([], call)))
    expect(a!.score).toBe(b!.score)
    expect(text.space).toBeUndefined()
    const moves = text.moves!(text.start, call.random)[Symbol.asyncIterator]()
    const near = await Promise.all([moves.next(), moves.next(), moves.next()])
    expect(new Set(near.map(({ value }) => JSON.stringify(value))).size).toBe(3)
  }, 60_000)

  test.each([
    [
      { case: 'nowhere.json' },
      CaseError,
      'expected the JSON file of a bundle, a folder of DICOM files, or one of the phantoms',
    ],
    [{ goal: ['PTV D95% >= 70 Gy', 'PTV max <= 65 Gy'] }, GoalError, 'no plan meets both'],
    [{ goal: ['rectum mean <= 20 Gy'] }, GoalError, 'expected a structure of the case'],
    [{ goals: 'tg-120' }, TypeError, 'Expected a file of goals or one of tg119-cshape-easy'],
    [{ goal: ['lens mean <= 20 Gy'], map: ['lens'] }, TypeError, 'as in PTV=OuterTarget'],
    [{ minWeight: 10, maxWeight: 10 }, RangeError, 'Expected minWeight below maxWeight'],
    [{ critic: true }, TypeError, 'language model for critic'],
    [{ plans: 'nowhere.json' }, TypeError, 'Expected plans in nowhere.json'],
    [{ plans: 'some.json', form: 'numbers' }, TypeError, 'Expected form text for plans'],
    [{ normalizeTo: 'PTV V50Gy = 95 %' }, GoalError, 'expected a dose to scale to'],
    [{ bixel: 5 }, RangeError, 'Expected no bixel for '],
    [{ case: 'c-shape', beams: '0,0' }, RangeError, 'Expected beams to be a number of beams from 1 to 72'],
  ])('refuses %j before anything is solved', async (given, type, message) => {
    const setup = radiotherapy.setup(await configOf(given), {})
    await expect(setup).rejects.toThrow(type)
    await expect(setup).rejects.toThrow(message)
  })

  it.each([
    [{ iterations: 0 }, 'iterations: '],
    [{ accuracy: -1 }, 'accuracy: '],
    [{ bixel: 1 }, 'bixel: '],
    [{ sampling: 1.5 }, 'sampling: '],
    [{ warmStart: 'yes' }, 'warmStart: '],
  ])('refuses %j as a setting', async (given, message) => {
    await expect(configOf(given)).rejects.toThrow(TypeError)
    await expect(configOf(given)).rejects.toThrow(message)
  })

  it('takes the goals of a phantom, and other names for structures', async () => {
    const usual = { case: '/somewhere/c-shape', spacing: 20 }
    await using problem = await radiotherapy.setup(await validateConfig(radiotherapy.config, usual), {})
    expect(problem.metrics.map(({ name }) => name)).toContain('core D10% <= 25 Gy')
    expect(problem.start['settings']).toContain('Core: weight 300, dose 25 Gy')
    await using mapped = await radiotherapy.setup(
      await configOf({ goal: ['cord mean <= 20 Gy'], map: ['cord=Core'] }),
      {},
    )
    expect(mapped.metrics.at(-1)).toEqual({
      name: 'cord mean <= 20 Gy',
      direction: 'minimize',
      target: 20,
      unit: 'Gy',
    })
  })
})
