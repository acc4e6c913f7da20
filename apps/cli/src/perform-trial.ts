import { optimize, type EngineLayer } from '@textgrad/core'
import type { KeptRun, PlannedTrial } from '@textgrad/runs'

import type { Lines } from './engine-layers.ts'
import type { FlagValues } from './flags.ts'
import { enginesOf, settingsOf } from './plan.ts'
import { setUp, type Program, type ProgramContext } from './program.ts'
import { evaluatorOf } from './workers.ts'

/** What all trials of a command share. */
export interface SharedByTrials {
  readonly values: FlagValues
  /** Around every model: they share their cache and the lines in which requests wait. */
  readonly layers: EngineLayer
  /** Those lines. */
  readonly lines: Lines
  readonly pause: AbortSignal
  /** As that of a program. */
  readonly check?: ProgramContext['check']
}

/** Makes a trial, or goes on with it. */
export async function performTrial(
  trial: PlannedTrial,
  kept: KeptRun,
  shared: SharedByTrials,
): Promise<void> {
  const { journal, budget, pause } = kept
  await using program = await openTrial(trial, { ...shared, pause }, async () => ({ journal, budget, pause }))
  const { problem, strategy, run } = program
  // One of its own: what two trials evaluate at the same place is paid by each.
  await using evaluator = await evaluatorOf(shared.values, { ...shared, pause })
  const options = { ...settingsOf(trial.plan), ...kept, ...(evaluator && { evaluator }), strategy, run }
  for await (const _ of optimize(problem, options)) continue
}

/** Opens what a trial needs; `keep` keeps what its setup asks a model. */
export function openTrial(
  { plan }: PlannedTrial,
  { values, layers, check, pause: signal }: Omit<SharedByTrials, 'lines'>,
  keep: ProgramContext['keep'],
): Promise<Program> {
  const isRules = plan.engines?.length === 1 && plan.engines[0] === 'rules'
  const typed = { baseURL: values['base-url'] as string | undefined, engines: enginesOf(values) }
  return setUp(plan, { signal, keep, layers, check, ...(!isRules && { typed }) })
}
