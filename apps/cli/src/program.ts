import {
  validateConfig,
  type CallOptions,
  type Engine,
  type EngineLayer,
  type Json,
  type Problem,
  type RunDescription,
  type Strategy,
  type Task,
} from '@textgrad/core'
import type { PriceTable } from '@textgrad/engines'
import type { People, RunPlan } from '@textgrad/runs'

import { judgedBy } from './ask.ts'
import { chooseEngine, type EngineChoice, type Model } from './engine.ts'
import { judgeOf } from './judge.ts'
import { checkRules, checkVariation, strategyNamed } from './optimizers.ts'
import { taskOf } from './plan.ts'
import { checkModels } from './preflight.ts'
import { unpriced } from './prices.ts'
import { keepingSetup } from './setup-calls.ts'
import { asUsage, UsageError } from './usage-error.ts'
import { variationIn } from './variation.ts'
import { version } from './version.ts'

/** What a plan says, ready to be run. */
export interface Program extends AsyncDisposable {
  readonly problem: Problem<any>
  readonly strategy: Strategy
  readonly run: RunDescription
  /** Models whose price nobody knows, by their ids. */
  readonly unpriced: readonly string[]
}

export interface ProgramContext {
  readonly signal: AbortSignal
  /** Where calls are kept that are made before the run begins. */
  readonly keep: () => Promise<CallOptions>
  /** What was typed, with the passwords or keys that are not kept. */
  readonly typed?: { readonly baseURL?: string | undefined; readonly engines?: readonly string[] | undefined }
  /** Who can be asked beside who sits at the terminal, where the run is kept. */
  readonly people?: () => Promise<People | undefined>
  /** Goes around each model. */
  readonly layers?: EngineLayer
  /** Nobody will be asked: neither a model nor a person. */
  readonly isSilent?: boolean
  /** Finds what would stop the run later; the models without a price (default: asks the servers of all models). */
  readonly check?: CheckModels | undefined
  /** The problem (default: what the task sets up). */
  readonly problemFor?: ((engine: Engine) => Promise<Problem<any>>) | undefined
}

/** Rejects with what would stop the run. */
export type CheckModels = (
  models: readonly Model[],
  plan: RunPlan,
  signal: AbortSignal,
) => Promise<readonly string[]>

/** @throws UsageError, or EngineError 'configuration', for a plan that can not be run. */
export async function setUp(plan: RunPlan, context: ProgramContext): Promise<Program> {
  const task = taskOf(plan)
  const { optimizer = 'tgd' } = plan
  const { signal, isSilent = false } = context
  const config = await asUsage(() => validateConfig<Json>(task.config, plan.config ?? {}))
  await using opened = new AsyncDisposableStack()
  const variation = variationIn(plan.options ?? {})
  checkVariation(optimizer, variation)
  const { engine, models } = chooseEngine(task, config, choiceOf(plan, context))
  checkRules(engine, variation)
  opened.defer(async () => engine[Symbol.asyncDispose]?.())
  const unknown = isSilent ? [] : await (context.check ?? checkAll)(models, plan, signal)
  const { problemFor } = context
  const fits = (problem: Problem<any>): Strategy => strategyNamed(optimizer, engine, problem, variation)
  let checked: Promise<void> | undefined
  const setup = keepingSetup(engine, async () => {
    if (!problemFor) await (checked ??= checkUnpaid({ task, config, engine, signal }, fits))
    return context.keep()
  })
  const make = problemFor ?? ((own: Engine) => task.setup(config, { signal, engine: own }))
  const set = opened.use(await asUsage(() => make(setup.engine)))
  setup.end()
  const judge = judgeOf(plan, context, opened)
  const problem = judge ? judgedBy(set, judge) : set
  const strategy = fits(problem)
  const resources = opened.move()
  return {
    problem,
    strategy,
    run: { task: task.name, config, engine: engine.id, version },
    unpriced: unknown,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

const asksNobody: Engine['generate'] = async () => {
  throw new TypeError('Nobody is asked yet')
}

interface Unpaid {
  readonly task: Task
  readonly config: Json
  readonly engine: Engine
  readonly signal: AbortSignal
}

/**
 * Refuses what does not fit a problem before the first thing that setting it up asks of a model: the problem is made without one,
 * as far as it can be. What else is wrong with it is told when it is made.
 */
async function checkUnpaid(
  { task, config, engine, signal }: Unpaid,
  fits: (problem: Problem<any>) => unknown,
): Promise<void> {
  const mute = Object.assign(Object.create(engine) as Engine, { generate: asksNobody })
  const made = task.setup(config, { signal, engine: mute, onlyEvaluates: true }).catch(() => undefined)
  await using problem = await made
  if (problem) fits(problem)
}

function choiceOf(plan: RunPlan, { typed = {}, layers, isSilent = false }: ProgramContext): EngineChoice {
  const { options = {}, engines = [] } = plan
  const baseURL = typed.baseURL ?? (options['base-url'] as string | undefined)
  const maxTokens = options['reply-tokens'] as number | undefined
  const temperature = options['temperature'] as number | undefined
  const names = typed.engines ?? engines
  return { names, baseURL, maxTokens, temperature, isSilent, ...(layers && { layers }) }
}

/** Finds what would stop the run later, before anything is paid; the models without a price. */
export const checkAll: CheckModels = async (models, plan, signal) => {
  const { limits = {}, options = {} } = plan
  const engines = models.map(({ engine }) => engine)
  const prices = (options['prices'] ?? {}) as unknown as PriceTable
  const ids = (await unpriced(engines, prices)).map(({ id }) => id)
  if (limits.dollars !== undefined && !limits.allowUnknownPrice && ids.length > 0) {
    const ways = 'tell it with --prices, or add --allow-unknown-price'
    throw new UsageError(
      `--max-dollars needs the price of ${ids.join(' and of ')}, which is not known: ${ways}`,
    )
  }
  await checkModels(models, signal)
  return ids
}
