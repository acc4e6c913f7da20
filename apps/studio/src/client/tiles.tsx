import { memo, useEffect, useMemo, useState } from 'react'

import type { RunFold } from '../model/run-fold.ts'
import type { StepRow } from '../model/step-row.ts'
import { timeLeftInWords } from '../model/time-left-in-words.ts'
import { timeLeft, type Ends } from '../model/time-left.ts'
import { usedInAll } from '../model/used.ts'
import type { RunLine } from '../model/wire.ts'
import { figuresOf, timeTile, type Tile } from './summary.ts'
import { UseTable } from './use-table.tsx'

interface Props {
  readonly rows: readonly StepRow[]
  readonly end: RunFold['end']
  /** What the store says of the run, for as long as its rows are not all there. */
  readonly before?: RunLine | undefined
  /** Whether a process works on it. */
  readonly isRunning: boolean
  /** What ends it; missing while nobody can say how long it goes on. */
  readonly ends?: Ends | undefined
}

/** The run in a few figures, and what it used by what for. */
export const Tiles = memo(function Tiles({ rows, end, before, isRunning, ends }: Props) {
  const now = useNow(isRunning)
  const told = useMemo(() => figuresOf(rows, end, before), [rows, end, before])
  const used = useMemo(() => usedInAll(rows.map((row) => row.used)), [rows])
  const left = isRunning && ends && !before ? timeLeft(rows, ends, now) : undefined
  const all: readonly Tile[] = [
    ...told,
    timeTile(rows, isRunning ? now : undefined),
    ...(left ? [{ name: 'Time left', ...timeLeftInWords(left) }] : []),
  ]
  return (
    <>
      <dl className="tiles" aria-busy={before !== undefined}>
        {all.map(({ name, value, detail }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="figure">{value}</dd>
            {detail !== undefined && <dd className="detail">{detail}</dd>}
          </div>
        ))}
      </dl>
      {!before && <UseTable used={used} />}
    </>
  )
})

function useNow(isRunning: boolean): number {
  const [now, set] = useState(Date.now)
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(() => set(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [isRunning])
  return now
}
