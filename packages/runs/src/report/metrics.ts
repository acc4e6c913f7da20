import type { Metric } from '@textgrad/core'

import { difference, figure } from './figures.ts'
import { html, type Html } from './html.ts'
import type { Trial } from './model.ts'
import { metricLabel } from './score-metric.ts'

/** The metrics of a candidate on one line. */
export function metricLine({ evaluation }: Trial, metrics: readonly Metric[]): Html | false {
  const names = namesOf(metrics, [evaluation.metrics])
  if (names.length === 0) return false
  return html`<ul class="metrics">
    ${names.map((name) => {
      const unit = metrics.find((metric) => metric.name === name)?.unit
      return html`<li>
        <span class="name">${name}</span> ${figure(evaluation.metrics[name])}${unit && ` ${unit}`}
      </li>`
    })}
  </ul>`
}

/** The metrics of the start and of the best, with what is wanted of each. */
export function metricTable(start: Trial, best: Trial, metrics: readonly Metric[]): Html | false {
  const names = namesOf(metrics, [start.evaluation.metrics, best.evaluation.metrics])
  const rows = names.map((name) => {
    const metric = metrics.find((one) => one.name === name)
    const [from, to] = [start.evaluation.metrics[name], best.evaluation.metrics[name]]
    return html`<tr>
      <th scope="row">${metricLabel(metric ?? { name })}</th>
      <td>${metric && wanted(metric)}</td>
      <td class="number">${figure(from)}</td>
      <td class="number">${figure(to)}</td>
      <td class="number">${from !== undefined && to !== undefined && change(metric, from, to)}</td>
    </tr>`
  })
  if (rows.length === 0) return false
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col">Wanted</th>
          <th scope="col" class="number">Start</th>
          <th scope="col" class="number">Best</th>
          <th scope="col" class="number">Difference</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`
}

/** The metrics of the task first, then what else was measured. */
function namesOf(
  metrics: readonly Metric[],
  measured: readonly Readonly<Record<string, number>>[],
): string[] {
  const present = new Set(measured.flatMap((one) => Object.keys(one)))
  const own = metrics.map(({ name }) => name).filter((name) => present.has(name))
  return [...new Set([...own, ...present])]
}

function wanted({ direction, target }: Metric): string {
  if (target === undefined) return direction === 'maximize' ? 'high' : 'low'
  return `${direction === 'maximize' ? '≥' : '≤'} ${figure(target)}`
}

function change(metric: Metric | undefined, from: number, to: number): Html {
  const words = metric ? verdict(metric, from, to) : ''
  return html`${difference(from, to)}${words !== '' && html`<br /><span class="quiet">${words}</span>`}`
}

function verdict({ direction, target }: Metric, from: number, to: number): string {
  const sign = direction === 'maximize' ? 1 : -1
  const change = sign * (to - from)
  const words = change === 0 ? '' : change > 0 ? '▲ better' : '▼ worse'
  if (target === undefined) return words
  return [words, sign * (to - target) >= 0 ? 'target reached' : 'target missed']
    .filter((part) => part !== '')
    .join(', ')
}
