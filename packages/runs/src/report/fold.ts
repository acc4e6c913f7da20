import { inCanonicalOrder, type Best, type Candidate, type RunEvent } from '@textgrad/core'

import { findingsOf } from './findings.ts'
import { emptyStep, foldStep } from './fold-step.ts'
import type { RunModel, StepModel, Told, Trial } from './model.ts'
import { totalsOf } from './totals.ts'

/**
 * Folds the events of a run, complete or not, into what a report tells. Concurrent events may stand in any
 * order. A run that was resumed tells itself again from its start: the last telling counts.
 * @throws TypeError if the run's start is not among the events.
 */
export function foldRun(events: readonly RunEvent[]): RunModel {
  const from = events.findLastIndex(({ type }) => type === 'run-start')
  const started = events[from]
  if (started?.type !== 'run-start') {
    throw new TypeError(
      `Expected the events of a run, with its run-start, got ${events.length} events without it`,
    )
  }
  const told = inCanonicalOrder(events.slice(from))
  const end = told.find((event) => event.type === 'run-end')
  const known = new Map<string, Trial>()
  const steps = [...byStep(told)].map(([number, of]) => foldStep(number, of, { known, end }))
  const [beginning = emptyStep, ...rest] = steps[0]?.number === 0 ? steps : [emptyStep, ...steps]
  const { run, seed, strategy, metrics, start } = started
  const baseline = beginning.trials[0]
  const best = findBest(told, steps) ?? baseline
  const time = timeOf(told)
  return {
    run,
    seed,
    strategy,
    metrics,
    start,
    beginning,
    steps: rest,
    totals: totalsOf(told),
    findings: findingsOf(told),
    ...(baseline && { baseline }),
    ...(best && { best }),
    ...(end && {
      end: { status: end.status, ...(end.reason !== undefined && { reason: end.reason }) },
    }),
    ...(time && { time }),
  }
}

/** The events of each step; those of the run as a whole belong to none. */
function byStep(events: readonly RunEvent[]): Map<number, RunEvent[]> {
  const steps = new Map<number, RunEvent[]>()
  for (const event of events) {
    if (event.type === 'run-start' || event.type === 'run-end') continue
    const step = steps.get(event.step)
    if (step) step.push(event)
    else steps.set(event.step, [event])
  }
  return steps
}

/** The trial that the run last called its best. */
function findBest(events: readonly RunEvent[], steps: readonly StepModel[]): Trial | undefined {
  const last = events.findLast(
    (event) => (event.type === 'step-end' || event.type === 'run-end') && event.best !== undefined,
  ) as Told<'step-end'> | undefined
  if (!last) return undefined
  const value = contentOf(last.best.value)
  const trials = steps.flatMap((step) => step.trials)
  return trials.find(({ candidate }) => contentOf(asBestValue(candidate)) === value)
}

function asBestValue(candidate: Candidate): Best['value'] {
  const values = Object.values(candidate)
  return values.length === 1 ? values[0]! : candidate
}

function contentOf(value: Best['value']): string {
  if (typeof value === 'string') return JSON.stringify(value)
  return JSON.stringify(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function timeOf(events: readonly RunEvent[]): { from: number; to: number } | undefined {
  // A canonical log carries no times.
  const times = events.map(({ at }) => at).filter((at) => Number.isFinite(at))
  if (times.length === 0) return undefined
  const [from, to] = times.reduce(([low, high], at) => [Math.min(low, at), Math.max(high, at)] as const, [
    times[0]!,
    times[0]!,
  ] as const)
  return { from, to }
}
