import { SystemError } from '@textgrad/core'
import { compareRuns, type Store, type Trial } from '@textgrad/runs'

import { modelLayers } from '../engine-layers.ts'
import type { FlagValues } from '../flags.ts'
import { openTrial, performTrial, type SharedByTrials, type TypedTrial } from '../perform-trial.ts'
import { linesOf } from '../server-lines.ts'
import { UsageError } from '../usage-error.ts'
import { evaluatorOf } from '../workers.ts'

export interface TrialsOptions {
  readonly values: FlagValues
  readonly openStore: () => Promise<Store>
  readonly interrupt: AbortSignal
  /** Is told of the file in which trials are kept, before the first. */
  readonly begin: (file: string) => void
  readonly tell: (trial: Trial, isNew: boolean) => void
}

/** Makes the trials, after it was seen that each optimizer can: before that nothing is kept, and no model is asked. */
export async function makeTrials(
  planned: readonly TypedTrial[],
  { values, openStore, interrupt, begin, tell }: TrialsOptions,
): Promise<Trial[]> {
  const quota = new AbortController()
  const pause = AbortSignal.any([interrupt, quota.signal])
  // Models of all trials share their cache and the lines in which requests wait.
  const { plan } = planned.at(-1)!
  const lines = linesOf(plan)
  const layers = modelLayers({ plan, pause, lines, onQuota: (error) => quota.abort(error) })
  const shared: SharedByTrials = { values, layers, lines, pause }
  // Where there is no Redis it is said before anything is kept.
  await (await evaluatorOf(values, { pause, lines }))?.[Symbol.asyncDispose]()
  for (const trial of representatives(planned)) await preflight(trial, shared)
  await using store = await openStore()
  begin(store.file)
  return await compareRuns(planned, {
    store,
    jobs: values['jobs'] as number,
    pause,
    tell,
    perform: (trial, kept) => performTrial(trial, kept, shared),
  })
}

/** Some trials with each optimizer and each case among them. */
function representatives(planned: readonly TypedTrial[]): ReadonlySet<TypedTrial> {
  const firsts = (by: 'optimizer' | 'case'): TypedTrial[] =>
    [...Map.groupBy(planned, (trial) => trial[by]).values()].map(([first]) => first!)
  return new Set([...firsts('optimizer'), ...firsts('case')])
}

/** The setup of a task asks a model, such as for a first answer to start from. */
class SetupAsks extends SystemError {
  override name = 'SetupAsks'
}

async function refuseToAsk(): Promise<never> {
  throw new SetupAsks('A model is asked by trials only')
}

/** Sets a trial up as far as that costs nothing. */
async function preflight(trial: TypedTrial, shared: SharedByTrials): Promise<void> {
  try {
    const program = await openTrial(trial, shared, refuseToAsk)
    await program[Symbol.asyncDispose]()
  } catch (error) {
    if (error instanceof SetupAsks) return
    if (trial.case === '' || !(error instanceof UsageError)) throw error
    throw new UsageError(`--cases, ${trial.case}: ${error.message}`, { cause: error })
  }
}
