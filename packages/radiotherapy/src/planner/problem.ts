import { readFile } from 'node:fs/promises'

import {
  demonstrations,
  sum,
  TextLoss,
  variable,
  type Call,
  type Candidate,
  type CitationKind,
  type Demonstration,
  type Engine,
  type Metric,
  type Objective,
  type Problem,
  type Variable,
} from '@textgrad/core'

import { isGoodEnough, type JudgedBy } from '../feedback.ts'
import { unitOf, type GoalSet } from '../goals/goal.ts'
import { placeGoals, prescriptionOf, type PlacedGoals } from '../goals/placed-goal.ts'
import { planLoss } from '../ops/plan-loss.ts'
import type { PhantomName } from '../phantoms/phantoms.ts'
import { criticInstruction } from '../prompts/critic.ts'
import { goalTable } from '../prompts/goal-table.ts'
import { readSettings, settingsCodec, settingsRole } from '../values.ts'
import { citedGoals, citedStructures } from './cited.ts'
import type { PlanConfig } from './config.ts'
import { planEvaluation } from './evaluation.ts'
import { knobsOf, projected, settingsOf, type Knob, type Settings } from './knobs.ts'
import { settingsMoves } from './moves.ts'
import { openCase, type OpenCaseOptions } from './open-case.ts'
import { openGoals } from './open-goals.ts'
import { asNumbers, fromNumbers, numberParameters, rangeCodec } from './parameters.ts'
import type { Deliverable } from './plan-export.ts'
import { Planner } from './planner.ts'
import { stopRulesOf } from './solve-options.ts'
import { withDoses } from './with-doses.ts'

/** The parameter that holds all settings as one text. */
const settingsParameter = 'settings'

/** What the objectives of a problem share. */
export interface Shared {
  readonly planner: Planner
  /** What is optimised first. */
  readonly start: Settings
  readonly judged: JudgedBy
  readonly critic: Engine | undefined
  readonly demonstrations: readonly Demonstration[]
}

/**
 * Opens what a configuration needs.
 * @throws CaseError, GoalError or TypeError naming what is wrong with a case, a goal or a file.
 */
export async function planProblem(
  config: PlanConfig,
  { engine, signal }: { readonly engine?: Engine; readonly signal?: AbortSignal },
): Promise<Problem> {
  const { planner, start, warnings } = await openPlanning(config, signal)
  const { knobs, goals } = planner
  const shared: Shared = {
    planner,
    start,
    judged: { knobs, until: config.until, warnings },
    critic: criticOf(config, engine),
    demonstrations: await readPlans(config),
  }
  const isText = config.form === 'text'
  return {
    start: isText ? { [settingsParameter]: settingsCodec(knobs).render(start) } : asNumbers(start, knobs),
    metrics: metricsOf(goals),
    citations: citedOf(planner),
    ...(isText
      ? { moves: (candidate, random) => settingsMoves(candidate, { knobs, random }) }
      : {
          space: Object.fromEntries(numberParameters(knobs).map(({ name, dimension }) => [name, dimension])),
        }),
    build: (candidate) => objective(shared, candidate),
    async [Symbol.asyncDispose]() {},
  }
}

/** What feedback may speak of. */
function citedOf({ plan: { structures }, goals }: Planner): readonly CitationKind[] {
  return [
    citedStructures(structures.map(({ name }) => name)),
    citedGoals(goals.goals.map(({ goal }) => goal.text)),
  ]
}

/** A case with its goals, ready to be planned. */
export interface Planning {
  readonly planner: Planner
  /** Where the settings begin. */
  readonly start: Settings
  /** What to know of the goals. */
  readonly warnings: readonly string[]
  /** Where the case tells its beams. */
  readonly deliverable: Deliverable | undefined
}

/** Rejects as `planProblem` does. */
export async function openPlanning(config: PlanConfig, signal?: AbortSignal): Promise<Planning> {
  if (config.minWeight >= config.maxWeight)
    throw new RangeError(`Expected minWeight below maxWeight, ${config.maxWeight}, got ${config.minWeight}`)
  const isGiven = config.goals !== undefined || config.goal.length > 0
  const given = isGiven ? await openGoals(config) : undefined
  const {
    plan: opened,
    phantom,
    deliverable,
  } = await openCase(config.case, { ...caseOptions(config, given), signal })
  const plan = withDoses(opened, config.dose)
  const set = given ?? (await openGoals({ ...config, goals: phantom && protocolOfPhantom[phantom] }))
  const goals = placeGoals(set, plan, config.normalizeTo)
  const most = set.prescription ?? prescriptionOf(plan)
  const weight = { from: config.minWeight, to: config.maxWeight }
  const knobs = knobsOf(plan, { weight, levels: config.levels, most })
  const start = config.start === 'case' ? settingsOf(plan, knobs) : flatSettings(knobs)
  const stop = stopRulesOf(config)
  const planner = new Planner(plan, { knobs, goals, stop, ...(config.warmStart && { from: start }) })
  return { planner, start, warnings: goals.warnings, deliverable }
}

/** The settings that a candidate says, in one text or as numbers. */
export function settingsOfCandidate(candidate: Candidate, knobs: readonly Knob[]): Settings {
  const text = candidate[settingsParameter]
  if (text !== undefined) return readSettings(text, knobs)
  const numbers = numberParameters(knobs).map(
    (one) => rangeCodec(one).parse(candidate[one.name] ?? '') as number,
  )
  return fromNumbers(numbers, knobs)
}

/** The goals of a phantom, where none are given. */
const protocolOfPhantom: Readonly<Record<PhantomName, string>> = {
  'c-shape': 'tg119-cshape-easy',
  prostate: 'tg119-prostate',
  'head-and-neck': 'tg119-head-and-neck',
  'multi-target': 'tg119-multi-target',
}

/** The paper's start: everything counts 100, and organs should get nothing. */
function flatSettings(knobs: readonly Knob[]): Settings {
  return knobs.map((knob) =>
    projected(
      { weight: 100, ...(knob.level && { level: knob.type === 'organ' ? 0 : middle(knob.level) }) },
      knob,
    ),
  )
}

const middle = ({ from, to }: NonNullable<Knob['level']>): number => (from + to) / 2

function criticOf({ critic }: PlanConfig, engine: Engine | undefined): Engine | undefined {
  if (!critic) return undefined
  if (engine && !engine.id.startsWith('rules/')) return engine
  throw new TypeError('Expected an engine with a language model for critic')
}

/** What a case is opened with: what the goals say of it goes first. */
const caseOptions = (
  { spacing, bixel, beams, sampling, anatomy, prescription }: PlanConfig,
  given: GoalSet | undefined,
): OpenCaseOptions => ({
  spacing,
  bixel,
  beams,
  sampling,
  anatomy,
  prescription: given?.prescription ?? prescription,
})

async function readPlans({ plans: file, form }: PlanConfig): Promise<readonly Demonstration[]> {
  if (file === undefined) return []
  if (form === 'numbers')
    throw new TypeError('Expected form text for plans: numbers are not shown with plans of others')
  try {
    return await demonstrations.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw new TypeError(`Expected plans in ${file}: ${(cause as Error).message}`, { cause })
  }
}

function metricsOf({ goals }: PlacedGoals): Metric[] {
  return [
    { name: 'cost', direction: 'minimize', target: 0 },
    { name: 'goals missed', direction: 'minimize', target: 0 },
    ...goals.map(({ goal, metric, limit }): Metric => {
      const unit = unitOf(metric)
      const direction = goal.direction === 'atLeast' ? 'maximize' : 'minimize'
      return { name: goal.text, direction, target: limit, ...(unit && { unit }) }
    }),
  ]
}

function objective(shared: Shared, candidate: Candidate): Objective {
  const { planner, judged } = shared
  const { knobs } = planner
  const text = candidate[settingsParameter]
  if (text !== undefined) {
    const parameter = variable(readSettings(text, knobs), {
      name: settingsParameter,
      role: settingsRole(knobs, shared.demonstrations),
      codec: settingsCodec(knobs),
    })
    const plan = planLoss(planner, judged, ([settings]: readonly Settings[]) => settings!)
    return {
      parameters: [parameter],
      loss: async (_, call) => withCritic(await plan([parameter], call), { parameter, shared, call }),
      evaluate: (_, call) => planEvaluation(shared, parameter.value, call),
    }
  }
  const parameters = numberParameters(knobs).map((one) => {
    const codec = rangeCodec(one)
    const value = codec.parse(candidate[one.name] ?? '') as number
    const role = `${one.name}${one.unit && ` in ${one.unit}`}, from ${one.dimension.from} to ${one.dimension.to}`
    return variable(value, { name: one.name, role, codec })
  })
  const settings = (values: readonly number[]): Settings => fromNumbers(values, knobs)
  const plan = planLoss(planner, judged, settings)
  return {
    parameters,
    loss: (_, call) => plan(parameters, call),
    evaluate: (_, call) => planEvaluation(shared, settings(parameters.map(({ value }) => value)), call),
  }
}

interface Criticised {
  readonly parameter: Variable<Settings>
  readonly shared: Shared
  readonly call: Call
}

/** Whether the goals are met, code says; a critic is only asked while they are not. */
async function withCritic(
  plan: Awaited<ReturnType<ReturnType<typeof planLoss<Settings>>>>,
  { parameter, shared, call }: Criticised,
): Promise<Variable<any>> {
  const { critic, judged, demonstrations: plans } = shared
  if (!critic || plan.error || isGoodEnough(plan.value.card, judged.until)) return plan
  const instruction = criticInstruction({ goals: goalTable(plan.value.card), plans })
  return sum([plan, await new TextLoss(instruction, { engine: critic }).forward(parameter, call)], call)
}
