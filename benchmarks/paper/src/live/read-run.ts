import { inCanonicalOrder, type Evaluation, type RunEvent } from '@textgrad/core'

/** A candidate that a run tried, and what it was worth. */
export type Tried = Extract<RunEvent, { type: 'evaluation' }>

/** What a run evaluated, in the order in which it tried it: first its start. */
export function triedBy(events: readonly RunEvent[]): readonly Tried[] {
  return inOrder(events).filter((event) => event.type === 'evaluation')
}

/** What a run had accepted last after so many steps, or after those that it took: what it went on from. */
export function acceptedAfter(events: readonly RunEvent[], steps: number): Tried {
  const told = inOrder(events)
  const tried = told.filter((event) => event.type === 'evaluation')
  const ends = told.filter((event) => event.type === 'step-end')
  const last = ends.flatMap(({ step, accepted }) => (step <= steps ? accepted : [])).at(-1)
  return tried.find(({ id }) => id === last) ?? tried[0]!
}

/** What a run had accepted last when it ended. */
export function finalOf(events: readonly RunEvent[]): Tried {
  return acceptedAfter(events, Number.POSITIVE_INFINITY)
}

/** The evaluation of what a run started with. */
export function startOf(events: readonly RunEvent[]): Omit<Evaluation, 'artifacts'> {
  return triedBy(events)[0]!.evaluation
}

/** What tells how a run went, without what was said in it, which is long. */
function inOrder(events: readonly RunEvent[]): readonly RunEvent[] {
  return inCanonicalOrder(events.filter(({ type }) => type === 'evaluation' || type === 'step-end'))
}
