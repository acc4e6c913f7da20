import type { Outcome, TrialSpec } from '@textgrad/paper'
import { compareRuns, type Store, type Trial } from '@textgrad/runs'

import { performTrial, type SharedByTrials, type TypedTrial } from '../perform-trial.ts'
import { checkAll, type CheckModels } from '../program.ts'

/** Makes the runs of one arm; they come back in the same order. */
export type MakeTrials = (arm: string, specs: readonly TrialSpec[]) => Promise<readonly Outcome[]>

export interface MakingOptions extends Omit<SharedByTrials, 'check'> {
  readonly store: Store
  readonly planned: (arm: string, spec: TrialSpec) => TypedTrial
  /** Is told of each run when it is over; `place` is as in 3/12. */
  readonly tell: (trial: Trial, about: { isNew: boolean; place: string }) => void
}

/** Makes runs in a store, or reads those that are there; the same one asked for twice is made once. */
export function makerOf({ store, planned, tell, ...shared }: MakingOptions): MakeTrials {
  let checked: ReturnType<CheckModels> | undefined
  // The models of all runs are the same.
  const check: CheckModels = (...given) => (checked ??= checkAll(...given))
  return async (arm, specs) => {
    let ended = 0
    const all = specs.map((spec) => planned(arm, spec))
    const distinct = new Map(all.map((trial) => [JSON.stringify(trial.plan), trial]))
    const trials = await compareRuns([...distinct.values()], {
      store,
      jobs: shared.values['jobs'] as number,
      pause: shared.pause,
      tell: (trial, isNew) => tell(trial, { isNew, place: `${++ended}/${distinct.size}` }),
      perform: (trial, kept) => performTrial(trial, kept, { ...shared, check }),
    })
    const runs = new Map([...distinct.keys()].map((key, place) => [key, trials[place]!.run]))
    return specs.map((spec, place) => {
      const run = runs.get(JSON.stringify(all[place]!.plan))!
      return { spec, run, events: store.told(run) }
    })
  }
}
