import { count, difference, figure } from '@textgrad/runs/views'

import type { Side } from './compare-page.tsx'
import { DifferenceTable } from './difference-table.tsx'

/** More metrics than this are not shown. */
const most = 200

/** What the candidates of two sides are worth. */
export function MetricsCompared({
  sides: [a, b],
  isShort,
}: {
  sides: readonly [Side, Side]
  isShort: boolean
}) {
  if (!a.trial || !b.trial || !a.evaluation || !b.evaluation) return null
  const units = new Map(
    [a, b].flatMap(({ run }) => (run.fold.start?.metrics ?? []).map(({ name, unit }) => [name, unit])),
  )
  const names = new Set([a, b].flatMap((side) => namesOf(side)))
  const rows = [
    rowOf('score', a.trial.score, b.trial.score),
    ...[...names].slice(0, most).map((name) => {
      const unit = units.get(name)
      const words = unit ? `${name} (${unit})` : name
      return rowOf(words, a.evaluation!.metrics[name] ?? null, b.evaluation!.metrics[name] ?? null)
    }),
  ]
  return (
    <section aria-labelledby="metrics">
      <h2 id="metrics">Results of the candidates</h2>
      <DifferenceTable name="Metrics" rows={rows} isShort={isShort} />
      {names.size > most && <p className="quiet">{count(names.size - most, 'more metric')} left out</p>}
    </section>
  )
}

/** A metric that is the score stands in the first row. */
function namesOf({ trial, evaluation }: Side): string[] {
  const { metrics } = evaluation!
  return Object.keys(metrics).filter((name) => name !== 'score' || metrics[name] !== trial!.score)
}

function rowOf(name: string, before: number | null, after: number | null) {
  const change = before === null || after === null ? '' : difference(before, after)
  return { name, before: figure(before), after: figure(after), change }
}
