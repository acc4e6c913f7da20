import type { Row } from '@textgrad/core'

import { factsList } from '../report/facts.ts'
import { count, dollars, duration, figure } from '../report/figures.ts'
import { findingsInWords } from '../report/findings.ts'
import { html, type Html } from '../report/html.ts'
import { page } from '../report/page.ts'
import { rowsTable } from '../report/table.ts'
import { bandsPlot } from './bands-plot.ts'
import type { PairTest } from './pair-test.ts'
import type { Checkpoint, Comparison, OptimizerSummary } from './summary.ts'

/**
 * One HTML file that tells a comparison: how the best so far went for each optimizer, what each reached and cost, and how sure
 * the differences are. It needs no network and no script; the same comparison gives the same bytes.
 */
export function renderComparison(comparison: Comparison, { title }: { readonly title: string }): string {
  const { budget, target, cases, seeds, optimizers, tests } = comparison
  const facts: readonly (readonly [string, string])[] = [
    ['Optimizers', optimizers.map(({ optimizer }) => optimizer).join(', ')],
    ['Budget of a trial', count(budget, 'evaluation')],
    ['Cases', String(cases)],
    ['Seeds', String(seeds)],
    ['Target', target === undefined ? 'none' : figure(target)],
  ]
  return page(
    title,
    html`<header class="head">
        <p class="kicker">textgrad compare</p>
        <h1>${title}</h1>
        ${factsList(facts)}
      </header>
      <section>
        <h2>Best so far</h2>
        ${bandsPlot(comparison)}
        <p class="quiet">Medians over all trials; bands are 95 % percentile intervals of the bootstrap.</p>
        ${optimizersTable(comparison)}
      </section>
      ${tests.length > 0 && testsSection(tests)}`,
  )
}

function optimizersTable({ optimizers, target }: Comparison): Html {
  const [first] = optimizers
  const found = optimizers.some(({ findings }) => findingsInWords(findings) !== '')
  const columns = [
    'optimizer',
    'trials',
    ...first!.best.map(({ evaluations }) => `best after ${figure(evaluations)}`),
    ...(target === undefined ? [] : ['reached the target', 'evaluations until then']),
    'infeasible',
    'evaluations',
    'model calls',
    ...(found ? ['findings'] : []),
    'cost',
    'time of a trial',
  ]
  return rowsTable({ columns, rows: optimizers.map((one) => rowOf(one, found)) })
}

function rowOf(summary: OptimizerSummary, found: boolean): Row {
  const { optimizer, trials, best, target, infeasible, spent, seconds, findings } = summary
  return [
    optimizer,
    trials,
    ...best.map(interval),
    ...(target ? [`${target.reached} of ${trials}`, target.evaluations] : []),
    infeasible,
    spent.evaluations,
    spent.calls,
    ...(found ? [findingsInWords(findings) || 'none'] : []),
    spent.dollars === null ? 'unknown' : dollars(spent.dollars),
    seconds === null ? 'broken off' : duration(seconds * 1000),
  ]
}

function interval({ median, from, to }: Checkpoint): string {
  return `${figure(median)} [${figure(from)}, ${figure(to)}]`
}

function testsSection(tests: readonly PairTest[]): Html {
  const withRight = tests.some(({ right }) => right)
  const columns = ['pair', 'pairs', 'mean difference', 'p', 'better : worse', 'p (sign test)']
  const rows = tests.map(({ first, other, pairs, difference, sign, right }): Row => [
    `${first} − ${other}`,
    pairs,
    `${figure(difference.value)} [${figure(difference.from)}, ${figure(difference.to)}]`,
    difference.p,
    `${sign.wins} : ${sign.losses}`,
    sign.p,
    ...(withRight ? [right ? `${right.wins} : ${right.losses}` : '–', right?.p ?? null] : []),
  ])
  const about = tests.find(({ right }) => right)?.right?.about
  return html`<section>
    <h2>Differences</h2>
    ${rowsTable({ columns: [...columns, ...(withRight ? [`only one right about ${about}`, 'p (McNemar)'] : [])], rows })}
    <p class="quiet">
      Of the best at the end of the budget, pair by pair. Mean difference: of their scores, by the paired
      bootstrap. Better: feasible where the other is not, and then by the score. Sign test and McNemar: exact,
      two-sided. Nothing is corrected for the number of tests.
    </p>
  </section>`
}
