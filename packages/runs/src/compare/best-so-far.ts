import { compareEvaluations, inCanonicalOrder, type Evaluation, type RunEvent } from '@textgrad/core'

/** The best that a run had after so many evaluations. */
export interface Point {
  readonly evaluations: number
  readonly score: number
  readonly feasible: boolean
}

type Scored = Omit<Evaluation, 'artifacts'>

/** How the best of a run went. */
export interface BestSoFar {
  /** The start, and each that was better. */
  readonly points: readonly Point[]
  /** The evaluation of the best. */
  readonly best: Scored
}

/**
 * How the best so far of a run went with its evaluations, from its events: of what its steps brought to an end. What a step paid
 * besides scoring its candidates, such as looks at some items or what rules scored for themselves, is counted before them, and
 * candidates of one step in canonical order: the same run gives the same, whatever its latencies were.
 * @throws TypeError for events without the evaluation of a start.
 */
export function bestSoFar(events: readonly RunEvent[]): BestSoFar {
  const from = events.findLastIndex(({ type }) => type === 'run-start')
  const told = inCanonicalOrder(events.slice(Math.max(0, from)))
  const ends = new Map(
    told.flatMap((event) => (event.type === 'step-end' ? [[event.step, event] as const] : [])),
  )
  const steps = Map.groupBy(
    told.filter((event) => event.type === 'evaluation'),
    ({ step }) => step,
  )
  const points: Point[] = []
  let best: Scored | undefined
  for (const [step, tried] of steps) {
    const all = tried.reduce((sum, { evaluation }) => sum + costOf(evaluation), 0)
    const spent = step === 0 ? all : ends.get(step)?.spent.evaluations
    if (spent === undefined) continue
    let evaluations = spent - all
    for (const { evaluation } of tried) {
      evaluations += costOf(evaluation)
      if (best && compareEvaluations(evaluation, best) <= 0) continue
      best = evaluation
      points.push({ evaluations, score: evaluation.score, feasible: evaluation.feasible })
    }
  }
  if (!best) throw new TypeError('Expected the events of a run that evaluated its start')
  return { points, best }
}

/** The best score after so many evaluations; the last one goes on. Undefined before the first. */
export function scoreAt(points: readonly Point[], evaluations: number): number | undefined {
  return points.findLast((point) => point.evaluations <= evaluations)?.score
}

/** The evaluations until a feasible candidate reached the target; undefined where none did. */
export function evaluationsTo(points: readonly Point[], target: number): number | undefined {
  return points.find(({ score, feasible }) => feasible && score >= target)?.evaluations
}

function costOf({ items = [] }: Scored): number {
  return Math.max(1, items.length)
}
