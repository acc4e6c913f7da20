import { count, difference, dollars, duration, figure, purposes } from '@textgrad/runs/views'
import { useEffect, useState } from 'react'

import type { RunFold } from '../model/run-fold.ts'
import { addUsed, betterFirst, nothingUsed, stateOf, type TrialRow, type Used } from '../model/step-row.ts'

interface Tile {
  readonly name: string
  readonly value: string
  readonly detail?: string | undefined
}

/** The run in a few figures. */
export function Tiles({ fold, isRunning }: { fold: RunFold; isRunning: boolean }) {
  const now = useNow(isRunning)
  const all = [...scores(fold), steps(fold), ...costs(fold), time(fold, isRunning ? now : undefined)]
  return (
    <dl className="tiles">
      {all.map(({ name, value, detail }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="figure">{value}</dd>
          {detail !== undefined && <dd className="detail">{detail}</dd>}
        </div>
      ))}
    </dl>
  )
}

/** The trial with the best score so far, and its step. */
export function bestOf(fold: RunFold): { readonly step: number; readonly trial: TrialRow } | undefined {
  let best: { step: number; trial: TrialRow } | undefined
  for (const { number, trials } of fold.rows) {
    for (const trial of trials) {
      const counts = trial.verdict === 'kept' || trial.verdict === 'start'
      if (counts && (best === undefined || betterFirst(trial, best.trial) < 0)) best = { step: number, trial }
    }
  }
  return best
}

function scores(fold: RunFold): Tile[] {
  const start = fold.rows[0]?.number === 0 ? fold.rows[0].trials[0] : undefined
  const best = bestOf(fold)
  return [
    { name: 'Start score', value: start ? figure(start.score) : 'none yet', detail: flaw(start) },
    {
      name: 'Best score',
      value: best ? figure(best.trial.score) : 'none yet',
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

function steps({ rows, end }: RunFold): Tile {
  const states = rows.filter(({ number }) => number > 0).map((row) => stateOf(row, end))
  const of = (state: string): number => states.filter((one) => one === state).length
  return {
    name: 'Steps',
    value: figure(states.length),
    detail: `${of('kept')} kept, ${of('reverted')} reverted`,
  }
}

function costs({ rows }: RunFold): Tile[] {
  const used = rows.reduce((sum, row) => addUsed(sum, row.used), nothingUsed)
  const calls = Object.values(used.calls).reduce((sum, one) => sum + one, 0)
  const byPurpose = purposes.flatMap((purpose) =>
    used.calls[purpose] ? [`${purpose} ${used.calls[purpose]}`] : [],
  )
  const byRules = used.ruleCalls > 0 ? [`${count(used.ruleCalls, 'call')} answered by rules`] : []
  const detail = [...byPurpose, ...byRules].join(', ') || undefined
  return [
    { name: 'Model calls', value: calls === 0 ? 'none' : figure(calls), detail },
    { name: 'Tokens', ...known(calls, used.unknownTokens, figure(used.tokens)) },
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

function time({ rows }: RunFold, now: number | undefined): Tile {
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
