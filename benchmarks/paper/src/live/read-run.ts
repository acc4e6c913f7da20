import { inCanonicalOrder, type Evaluation, type RunEvent } from '@textgrad/core'

/** A candidate that a run tried, and what it was worth. */
export type Tried = Extract<RunEvent, { type: 'evaluation' }>

/** What a run evaluated, in the order in which it tried it: first its start. */
export function triedBy(events: readonly RunEvent[]): readonly Tried[] {
  return inOrder(events).filter((event) => event.type === 'evaluation')
}

/** What a run had accepted last when it ended: what the next step would have gone on from. */
export function finalOf(events: readonly RunEvent[]): Tried {
  const tried = triedBy(events)
  const ends = inOrder(events).filter((event) => event.type === 'step-end')
  const last = ends.flatMap(({ accepted }) => accepted).at(-1)
  return tried.find(({ id }) => id === last) ?? tried[0]!
}

/** The evaluation of what a run started with. */
export function startOf(events: readonly RunEvent[]): Omit<Evaluation, 'artifacts'> {
  return triedBy(events)[0]!.evaluation
}

/** What tells how a run went, without what was said in it, which is long. */
function inOrder(events: readonly RunEvent[]): readonly RunEvent[] {
  return inCanonicalOrder(events.filter(({ type }) => type === 'evaluation' || type === 'step-end'))
}
