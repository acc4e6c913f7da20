import type { RunEvent } from '@textgrad/core'

import { foldTrials } from './fold-trials.ts'
import type { StepModel, StepState, Told, Trial } from './model.ts'
import { purposes } from './totals.ts'

/** A step of which nothing is known. */
export const emptyStep: StepModel = {
  number: 0,
  state: 'in progress',
  trials: [],
  gradients: [],
  updates: [],
  forwards: [],
  calls: [],
  measured: [],
  remarks: [],
}

/** What a step has to know of the run. */
export interface Run {
  /** The candidates so far, by id; a step adds its own. */
  readonly known: Map<string, Trial>
  /** Missing while the run goes on. */
  readonly end: Told<'run-end'> | undefined
}

/** Folds the events of one step; the candidates that it tried are then known. */
export function foldStep(number: number, events: readonly RunEvent[], run: Run): StepModel {
  const closing = events.find((event) => event.type === 'step-end')
  const calls = events.filter((event) => event.type === 'generate')
  return {
    number,
    state: stateOf(closing, run.end),
    trials: foldTrials(number, events, run.known),
    gradients: events.filter((event) => event.type === 'gradient'),
    updates: events.filter((event) => event.type === 'update'),
    forwards: events.filter((event) => event.type === 'forward'),
    calls: calls.toSorted((a, b) => purposes.indexOf(a.purpose) - purposes.indexOf(b.purpose)),
    measured: events.filter((event) => event.type === 'metric'),
    remarks: events.filter(
      (event) => event.type === 'warning' || event.type === 'finding' || event.type === 'note',
    ),
    ...(closing && { bestScore: closing.best.score }),
  }
}

function stateOf(closing: Told<'step-end'> | undefined, end: Told<'run-end'> | undefined): StepState {
  if (closing) return closing.accepted.length > 0 ? 'kept' : 'reverted'
  if (!end) return 'in progress'
  return end.status === 'done' ? 'finished' : 'broken off'
}
