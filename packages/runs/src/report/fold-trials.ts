import { compareEvaluations, type Artifact, type RunEvent } from '@textgrad/core'

import type { Trial } from './model.ts'

/** What a step tried, the best first. All of it is then among the `known`. */
export function foldTrials(step: number, events: readonly RunEvent[], known: Map<string, Trial>): Trial[] {
  const trials = evaluated(step, events, known)
  const ids = new Set(trials.map(({ id }) => id))
  trials.push(...repeated(step, events, known).filter(({ id }) => !ids.has(id)))
  for (const trial of trials) if (!known.has(trial.id)) known.set(trial.id, trial)
  return trials.toSorted((a, b) => compareEvaluations(b.evaluation, a.evaluation))
}

type Known = ReadonlyMap<string, Trial>

function evaluated(step: number, events: readonly RunEvent[], known: Known): Trial[] {
  const judged = judge(step, events)
  const trials = new Map<string, Trial>()
  for (const event of events) {
    if (event.type !== 'evaluation' || trials.has(event.id)) continue
    const { id, candidate, by, evaluation } = event
    const parent = known.get(event.parents[0] ?? '')
    const artifacts = artifactsOf(id, events)
    trials.set(id, { id, candidate, by, evaluation, artifacts, ...judged(id), ...(parent && { parent }) })
  }
  return [...trials.values()]
}

/**
 * A candidate that was tried before is not evaluated again: only its revert tells of it, and what the step set
 * out from is what it was made from this time.
 */
function repeated(step: number, events: readonly RunEvent[], known: Known): Trial[] {
  const judged = judge(step, events)
  const from = events.find((event) => event.type === 'step-start')?.parents[0]
  return events.flatMap((event): Trial[] => {
    const before = event.type === 'revert' && known.get(event.id)
    if (!before) return []
    const parent = known.get(from ?? event.to)
    const again = { ...before, triedIn: before.step, artifacts: [], ...judged(event.id) }
    return [parent ? { ...again, parent } : again]
  })
}

type Judged = Pick<Trial, 'step' | 'verdict' | 'reason'>

function judge(step: number, events: readonly RunEvent[]): (id: string) => Judged {
  const accepted = new Set(events.flatMap((event) => (event.type === 'step-end' ? event.accepted : [])))
  const reverts = events.filter((event) => event.type === 'revert')
  const reasons = new Map(reverts.map(({ id, reason }) => [id, reason]))
  return (id) => {
    const reason = reasons.get(id)
    if (step === 0) return { step, verdict: 'start' }
    if (accepted.has(id)) return { step, verdict: 'kept' }
    return reason === undefined ? { step, verdict: 'undecided' } : { step, verdict: 'reverted', reason }
  }
}

function artifactsOf(id: string, events: readonly RunEvent[]): Artifact[] {
  const artifacts = new Map<string, Artifact>()
  for (const event of events) {
    if (event.type === 'artifact' && event.id === id) artifacts.set(event.artifact.name, event.artifact)
  }
  return [...artifacts.values()]
}
