import { count, difference, dollars, duration, figure, purposes } from '@textgrad/runs/views'
import { memo, useEffect, useMemo, useState } from 'react'

import type { RunFold } from '../model/run-fold.ts'
import {
  addUsed,
  betterFirst,
  nothingUsed,
  stateOf,
  type StepRow,
  type TrialRow,
  type Used,
} from '../model/step-row.ts'
import type { RunLine } from '../model/wire.ts'
import { costOf } from './figures.ts'

interface Tile {
  readonly name: string
  readonly value: string
  /** The value, where it is known. */
  readonly number?: number | undefined
  readonly detail?: string | undefined
}

interface Props {
  readonly rows: readonly StepRow[]
  readonly end: RunFold['end']
  /** What the store says of the run, for as long as its rows are not all there. */
  readonly before?: RunLine | undefined
  readonly isRunning: boolean
}

/** The run in a few figures. */
export const Tiles = memo(function Tiles({ rows, end, before, isRunning }: Props) {
  const now = useNow(isRunning)
  const told = useMemo(() => figuresOf(rows, end, before), [rows, end, before])
  const all = [...told, time(rows, isRunning ? now : undefined)]
  return (
    <dl className="tiles" aria-busy={before !== undefined}>
      {all.map(({ name, value, detail }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="figure">{value}</dd>
          {detail !== undefined && <dd className="detail">{detail}</dd>}
        </div>
      ))}
    </dl>
  )
})

function figuresOf(rows: readonly StepRow[], end: RunFold['end'], before: RunLine | undefined): Tile[] {
  return before ? lineTiles(before) : [...scores(rows), stepsTile(rows, end), ...costs(rows)]
}

/** The figures of a run, always the same ones in the same order. */
export function summaryOf(rows: readonly StepRow[], end: RunFold['end'], before?: RunLine): readonly Tile[] {
  return [...figuresOf(rows, end, before), time(rows, undefined)]
}

/** The same figures, of a run whose steps are still being read. */
function lineTiles({ baseline, best, steps, spent }: RunLine): Tile[] {
  return [
    { name: 'Start score', value: figure(baseline), number: baseline ?? undefined },
    { name: 'Best score', value: figure(best), number: best ?? undefined },
    { name: 'Steps', value: figure(steps), number: steps },
    counted('Model calls', spent.calls),
    counted('Tokens', spent.tokens),
    { name: 'Cost', value: costOf({ spent }) },
  ]
}

const counted = (name: string, number: number): Tile => ({
  name,
  value: number === 0 ? 'none' : figure(number),
  number,
})

/** The trial with the best score so far, and its step. */
export function bestOf(
  rows: readonly StepRow[],
): { readonly step: number; readonly trial: TrialRow } | undefined {
  let best: { step: number; trial: TrialRow } | undefined
  for (const { number, trials } of rows) {
    for (const trial of trials) {
      const counts = trial.verdict === 'kept' || trial.verdict === 'start'
      if (counts && (best === undefined || betterFirst(trial, best.trial) < 0)) best = { step: number, trial }
    }
  }
  return best
}

function scores(rows: readonly StepRow[]): Tile[] {
  const start = rows[0]?.number === 0 ? rows[0].trials[0] : undefined
  const best = bestOf(rows)
  return [
    {
      name: 'Start score',
      value: start ? figure(start.score) : 'none yet',
      number: start?.score ?? undefined,
      detail: flaw(start),
    },
    {
      name: 'Best score',
      value: best ? figure(best.trial.score) : 'none yet',
      number: best?.trial.score ?? undefined,
      detail: gained(start, best) ?? flaw(best?.trial),
    },
  ]
}

function gained(start: TrialRow | undefined, best: ReturnType<typeof bestOf>): string | undefined {
  if (!best || best.step === 0 || start?.score == null || best.trial.score === null) return undefined
  return `${difference(start.score, best.trial.score)} in step ${best.step}`
}

function flaw(trial: TrialRow | undefined): string | undefined {
  if (trial?.failed) return 'could not be evaluated'
  return trial?.feasible === false ? 'infeasible' : undefined
}

function stepsTile(rows: readonly StepRow[], end: RunFold['end']): Tile {
  const states = rows.filter(({ number }) => number > 0).map((row) => stateOf(row, end))
  const of = (state: string): number => states.filter((one) => one === state).length
  return {
    name: 'Steps',
    value: figure(states.length),
    number: states.length,
    detail: `${of('kept')} kept, ${of('reverted')} reverted`,
  }
}

function costs(rows: readonly StepRow[]): Tile[] {
  const used = rows.reduce((sum, row) => addUsed(sum, row.used), nothingUsed)
  const calls = Object.values(used.calls).reduce((sum, one) => sum + one, 0)
  const byPurpose = purposes.flatMap((purpose) =>
    used.calls[purpose] ? [`${purpose} ${used.calls[purpose]}`] : [],
  )
  const byRules = used.ruleCalls > 0 ? [`${count(used.ruleCalls, 'call')} answered by rules`] : []
  const detail = [...byPurpose, ...byRules].join(', ') || undefined
  return [
    { name: 'Model calls', value: calls === 0 ? 'none' : figure(calls), number: calls, detail },
    {
      name: 'Tokens',
      ...known(calls, used.unknownTokens, figure(used.tokens)),
      ...(used.unknownTokens === 0 && { number: used.tokens }),
    },
    { name: 'Cost', ...known(calls, used.unknownDollars, dollars(used.dollars)) },
  ]
}

/** Unknown is never zero. */
function known(
  calls: number,
  unknown: Used['unknownTokens'],
  sum: string,
): { value: string; detail?: string } {
  if (calls === 0) return { value: 'none' }
  if (unknown === 0) return { value: sum }
  if (unknown === calls) return { value: 'unknown', detail: 'the engine does not say' }
  return { value: `over ${sum}`, detail: `unknown for ${count(unknown, 'call')}` }
}

function time(rows: readonly StepRow[], now: number | undefined): Tile {
  const began = rows[0]?.began
  if (began === undefined) return { name: 'Time', value: 'none yet' }
  const ended = now ?? rows.reduce((last, row) => Math.max(last, row.ended), began)
  return {
    name: 'Time',
    value: duration(Math.max(0, ended - began)),
    detail: now === undefined ? undefined : 'so far',
  }
}

function useNow(isRunning: boolean): number {
  const [now, set] = useState(Date.now)
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(() => set(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [isRunning])
  return now
}
