import { figure } from '@textgrad/runs/views'
import { useEffect, useRef, useState } from 'react'

import { stateOf, type StepRow } from '../model/step-row.ts'

/** Milliseconds between what is said: quick steps would talk without end. */
const apart = 5000

/** Tells who listens instead of looking which steps came in since the page was whole; of many the last one. */
export function StepsAloud({ rows, isWhole }: { rows: readonly StepRow[]; isWhole: boolean }) {
  const closed = rows.findLast((row) => row.closed)
  const [said, say] = useState('')
  const known = useRef<number>(undefined)
  const last = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    if (!isWhole) return
    known.current ??= closed?.number ?? 0
    if (!closed || closed.number <= known.current) return
    const timer = setTimeout(
      () => {
        last.current = performance.now()
        known.current = closed.number
        say(wordsOf(closed))
      },
      Math.max(0, last.current + apart - performance.now()),
    )
    return () => clearTimeout(timer)
  }, [closed, isWhole])
  return (
    <p className="hidden" aria-live="polite">
      {said}
    </p>
  )
}

function wordsOf(row: StepRow): string {
  const score = row.trials[0]?.score ?? null
  return `Step ${row.number}: ${stateOf(row, undefined)}${score === null ? '' : `, score ${figure(score)}`}`
}
