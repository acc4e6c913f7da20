import { count, difference, figure } from '@textgrad/runs/views'

import type { TrialRow } from '../model/step-row.ts'
import type { Metric, WireEvaluation } from '../model/wire.ts'
import { Plain } from './text.tsx'

interface MetricsProps {
  readonly trial: TrialRow
  readonly parent: number | null | undefined
  readonly metrics: readonly Metric[]
  readonly after: WireEvaluation
  readonly before: WireEvaluation | undefined
}

/** More metrics than this are not shown. */
const most = 200

/** What a candidate is worth, beside what it was made from. */
export function MetricsTable({ trial, parent, metrics, after, before }: MetricsProps) {
  const named = metrics.map(({ name }) => name).filter((name) => Object.hasOwn(after.metrics, name))
  const all = [...new Set([...named, ...Object.keys(after.metrics)])]
    // A metric that is the score stands in the first row.
    .filter((name) => name !== 'score' || after.metrics[name] !== trial.score)
  const names = all.slice(0, most)
  return (
    <div className="scroll metrics" role="region" aria-label="Metrics" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            {before && (
              <th scope="col" className="number">
                Before
              </th>
            )}
            <th scope="col" className="number">
              {before ? 'After' : 'Value'}
            </th>
            {before && (
              <th scope="col" className="number">
                Change
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          <Line name="score" from={before && (parent ?? null)} to={trial.score} />
          {names.map((name) => {
            const unit = metrics.find((metric) => metric.name === name)?.unit
            const from = before && (before.metrics[name] ?? null)
            return (
              <Line
                key={name}
                name={unit ? `${name} (${unit})` : name}
                from={from}
                to={after.metrics[name] ?? null}
              />
            )
          })}
        </tbody>
      </table>
      {all.length > most && <p className="quiet">{count(all.length - most, 'more metric')} left out</p>}
    </div>
  )
}

function Line({ name, from, to }: { name: string; from: number | null | undefined; to: number | null }) {
  return (
    <tr>
      <th scope="row">
        <Plain text={name} />
      </th>
      {from !== undefined && <td className="number">{figure(from)}</td>}
      <td className="number">{figure(to)}</td>
      {from !== undefined && (
        <td className="number">{from !== null && to !== null && difference(from, to)}</td>
      )}
    </tr>
  )
}
