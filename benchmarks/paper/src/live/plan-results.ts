import type { Artifact } from '@textgrad/core'

import { mean } from '../spread.ts'
import type { ArmResults, LiveFigure, Outcome } from './experiment.ts'
import { finalOf, triedBy, type Tried } from './read-run.ts'

/** Gy; what the paper's plans are scaled and compared to. */
const prescription = 70.2

/** A row of the paper's tables: means over five plans, in Gy. */
interface Row {
  readonly structure: 'PTV' | 'rectum' | 'bladder'
  readonly measure: 'mean' | 'min' | 'max' | 'D95%' | 'D5%' | 'D50%'
  readonly textgrad: number
  readonly oncologists: number
}

/** The target's rows are deviations from 70.2 Gy. */
const rows: readonly Row[] = [
  { structure: 'PTV', measure: 'mean', textgrad: 0.51, oncologists: 1.97 },
  { structure: 'PTV', measure: 'min', textgrad: -8.48, oncologists: -8.88 },
  { structure: 'PTV', measure: 'max', textgrad: 3.63, oncologists: 4.66 },
  { structure: 'PTV', measure: 'D95%', textgrad: 0, oncologists: -0.1 },
  { structure: 'rectum', measure: 'mean', textgrad: 17.18, oncologists: 23.88 },
  { structure: 'rectum', measure: 'D5%', textgrad: 58.82, oncologists: 64.26 },
  { structure: 'rectum', measure: 'D50%', textgrad: 9.54, oncologists: 20.04 },
  { structure: 'bladder', measure: 'mean', textgrad: 20.92, oncologists: 22.39 },
  { structure: 'bladder', measure: 'D5%', textgrad: 65.96, oncologists: 67.81 },
  { structure: 'bladder', measure: 'D50%', textgrad: 14.11, oncologists: 14.78 },
]

const called: Readonly<Record<Row['structure'], RegExp>> = {
  PTV: /^(ptv|.*target)/i,
  rectum: /rect/i,
  bladder: /blad/i,
}

/** Doses of the last plans beside those of the paper's plans and of the clinicians', and what the first plans were. */
export function planFigures(results: ArmResults, of: number): readonly LiveFigure[] {
  const runs = results['textgrad'] ?? []
  const n = runs.length
  const doses = (at: (outcome: Outcome) => Tried, row: Row): readonly number[] =>
    runs.flatMap((one) => doseOf(one, at(one), row) ?? [])
  const made = (
    figure: string,
    paper: number | null,
    source: string,
    values: readonly number[],
  ): LiveFigure => ({
    figure,
    paper,
    source,
    ours: values.length > 0 ? mean(values) : null,
    n,
    of,
  })
  return [
    ...rows.flatMap((row) => {
      const name = `${row.structure} ${row.measure}${row.structure === 'PTV' ? ' above 70.2 Gy' : ''}, Gy`
      const last = doses(({ events }) => finalOf(events), row)
      return [
        made(`${name}: last plan`, row.textgrad, 'its table of plans: TextGrad', last),
        made(
          `${name}: last plan, beside the oncologists' plans`,
          row.oncologists,
          'its table of plans: radiation oncologists',
          last,
        ),
        made(
          `${name}: first plan`,
          null,
          'the paper has none',
          doses(({ events }) => triedBy(events)[0]!, row),
        ),
      ]
    }),
    made(
      'plans that meet all hard goals, share',
      null,
      'the paper has none',
      runs.map(({ events }) =>
        Number(finalOf(events).evaluation.feedback.every(({ kind }) => kind === 'satisfied')),
      ),
    ),
    made(
      'steps',
      null,
      'the paper has none',
      runs.map(({ events }) => stepsOf(events)),
    ),
  ]
}

function stepsOf(events: Outcome['events']): number {
  return events.filter(({ type }) => type === 'step-end').length
}

/** Undefined where the case has no such structure. */
function doseOf({ events }: Outcome, { id }: Tried, { structure, measure }: Row): number | undefined {
  const table = events
    .flatMap((event) => (event.type === 'artifact' && event.id === id ? [event.artifact] : []))
    .find((one) => one.name === 'statistics')
  if (table?.kind !== 'table') return undefined
  const dose = cellOf(table, called[structure], measure)
  if (dose === undefined) return undefined
  return structure === 'PTV' ? dose - prescription : dose
}

function cellOf(
  { columns, rows: all }: Extract<Artifact, { kind: 'table' }>,
  name: RegExp,
  column: string,
): number | undefined {
  const row = all.find(([first]) => name.test(String(first)))
  const cell = row?.[columns.indexOf(column)]
  return cell === undefined || cell === null ? undefined : Number(cell)
}
