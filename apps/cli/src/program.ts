import {
  validateConfig,
  type CallOptions,
  type Json,
  type Problem,
  type RunDescription,
  type Strategy,
} from '@textgrad/core'
import type { RunPlan } from '@textgrad/runs'

import { judgedBy, Terminal } from './ask.ts'
import { chooseEngine } from './engine.ts'
import { strategyNamed } from './optimizers.ts'
import { taskOf } from './plan.ts'
import { keepingSetup } from './setup-calls.ts'
import { asUsage } from './usage-error.ts'
import { version } from './version.ts'

/** What a plan says, ready to be run. */
export interface Program extends AsyncDisposable {
  readonly problem: Problem<any>
  readonly strategy: Strategy
  readonly run: RunDescription
}

export interface ProgramContext {
  readonly signal: AbortSignal
  /** Where calls are kept that are made before the run begins. */
  readonly keep: () => Promise<CallOptions>
  /** The address of the server with the password or key that is not kept. */
  readonly baseURL?: string | undefined
  /** Nobody will be asked: neither a model nor a person. */
  readonly isSilent?: boolean
}

/** @throws UsageError, or EngineError 'configuration', for a plan that can not be run. */
export async function setUp(plan: RunPlan, context: ProgramContext): Promise<Program> {
  const task = taskOf(plan)
  const { options = {}, optimizer = 'tgd', engines: names = [] } = plan
  const { signal, isSilent = false } = context
  const config = await asUsage(() => validateConfig<Json>(task.config, plan.config ?? {}))
  await using opened = new AsyncDisposableStack()
  const baseURL = context.baseURL ?? (options['base-url'] as string | undefined)
  const engine = chooseEngine(task, config, { names, baseURL, isSilent })
  opened.defer(async () => engine[Symbol.asyncDispose]?.())
  const setup = keepingSetup(engine, context.keep)
  const set = opened.use(await asUsage(() => task.setup(config, { signal, engine: setup.engine })))
  setup.end()
  const terminal = options['ask'] && !isSilent ? opened.use(new Terminal()) : undefined
  const ask = async (question: string): Promise<string> => terminal?.ask(question, { signal }) ?? ''
  const problem = options['ask'] ? judgedBy(set, ask) : set
  const strategy = strategyNamed(optimizer, engine, problem)
  const resources = opened.move()
  return {
    problem,
    strategy,
    run: { task: task.name, config, engine: engine.id, version },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}
