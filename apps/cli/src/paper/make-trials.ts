import type { Outcome, TrialSpec } from '@textgrad/paper'
import { compareRuns, type PlannedTrial, type Store, type Trial } from '@textgrad/runs'

import { performTrial, type SharedByTrials } from '../perform-trial.ts'

/** Makes the runs of one arm. */
export type MakeTrials = (arm: string, specs: readonly TrialSpec[]) => Promise<readonly Outcome[]>

export interface MakingOptions extends SharedByTrials {
  readonly store: Store
  readonly planned: (arm: string, spec: TrialSpec) => PlannedTrial
  readonly tell: (trial: Trial, isNew: boolean) => void
}

/** Makes runs in a store, or reads those that are there; the same one asked for twice is made once. */
export function makerOf({ store, planned, tell, ...shared }: MakingOptions): MakeTrials {
  return async (arm, specs) => {
    const all = specs.map((spec) => planned(arm, spec))
    const distinct = new Map(all.map((trial) => [JSON.stringify(trial.plan), trial]))
    const trials = await compareRuns([...distinct.values()], {
      store,
      jobs: shared.values['jobs'] as number,
      pause: shared.pause,
      tell,
      perform: (trial, kept) => performTrial(trial, kept, shared),
    })
    const runs = new Map([...distinct.keys()].map((key, place) => [key, trials[place]!.run]))
    return specs.map((spec, place) => {
      const run = runs.get(JSON.stringify(all[place]!.plan))!
      return { spec, run, events: store.told(run) }
    })
  }
}
