import { optimize, type EngineLayer } from '@textgrad/core'
import type { KeptRun, PlannedTrial } from '@textgrad/runs'

import type { FlagValues } from './flags.ts'
import { settingsOf } from './plan.ts'
import { setUp, type Program, type ProgramContext } from './program.ts'
import type { Lines } from './server-lines.ts'
import { evaluatorOf } from './workers.ts'

/** A trial, with what was typed for its models: it may hold passwords, which a plan does not. */
export interface TypedTrial extends PlannedTrial {
  readonly typed?: ProgramContext['typed']
}

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
export async function performTrial(trial: TypedTrial, kept: KeptRun, shared: SharedByTrials): Promise<void> {
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
  { plan, typed }: TypedTrial,
  { layers, check, pause: signal }: Pick<SharedByTrials, 'layers' | 'check' | 'pause'>,
  keep: ProgramContext['keep'],
): Promise<Program> {
  return setUp(plan, { signal, keep, layers, check, ...(typed && { typed }) })
}
