import { difference, figure } from '@textgrad/runs/views'
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react'

import type { RunFold } from '../model/run-fold.ts'
import { stateOf, type Ending, type StepRow } from '../model/step-row.ts'
import { addressOf } from './place.ts'
import { Plain } from './text.tsx'
import { windowOf } from './window-of.ts'

interface Props {
  readonly run: string
  readonly fold: RunFold
  readonly rows: readonly StepRow[]
  readonly step: number | undefined
  readonly end: Ending
}

/** Pixels of a row; the style sheet says the same. */
const height = 36

/** All steps; only those that are seen are drawn. */
export const StepsTable = memo(function StepsTable({ run, fold, rows, step, end }: Props) {
  const { ref, top, seen } = useScroll()
  const { first, last, before, after } = windowOf({ rows: rows.length, height, top, seen })
  const chosen = rows.findIndex(({ number }) => number === step)
  useEffect(() => {
    if (chosen >= 0) show(ref.current, chosen)
    follow(ref.current)
  }, [chosen, ref])
  return (
    <div className="steps-scroll" ref={ref} role="region" aria-label="Table of steps" tabIndex={0}>
      <table className="steps" aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col" className="number">
              Score
            </th>
            <th scope="col" className="number">
              Change
            </th>
            <th scope="col">Outcome</th>
            <th scope="col" className="wide">
              Value
            </th>
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Gap height={before} />}
          {rows.slice(first, last).map((row, place) => (
            <Row
              key={row.number}
              row={row}
              place={first + place}
              address={addressOf({ run, step: row.number })}
              parent={parentScore(row, fold)}
              outcome={row.number === 0 ? 'start' : stateOf(row, end)}
              isChosen={row.number === step}
            />
          ))}
          {after > 0 && <Gap height={after} />}
        </tbody>
      </table>
    </div>
  )
})

function parentScore({ trials: [best] }: StepRow, fold: RunFold): number | null {
  // What was tried before changed nothing.
  if (best?.parent === undefined || best.triedIn !== undefined) return null
  return fold.known(best.parent)?.trial.score ?? null
}

interface RowProps {
  readonly row: StepRow
  readonly place: number
  readonly address: string
  readonly parent: number | null
  readonly outcome: string
  readonly isChosen: boolean
}

const Row = memo(function Row({ row, place, address, parent, outcome, isChosen }: RowProps) {
  const [best] = row.trials
  return (
    <tr aria-rowindex={place + 2} className={isChosen ? 'chosen' : ''}>
      <th scope="row">
        <a href={address} aria-current={isChosen ? 'step' : undefined}>
          {row.number === 0 ? 'Start' : row.number}
        </a>
      </th>
      <td className="number">{best ? figure(best.score) : ''}</td>
      <td className="number">{parent !== null && best?.score != null && difference(parent, best.score)}</td>
      <td>
        <span className={`mark ${outcome.replace(' ', '-')}`}>{outcome}</span>
        {row.warnings > 0 && (
          <span className="warned" title={`${row.warnings} warnings`}>
            {' '}
            ⚠ {row.warnings}
          </span>
        )}
      </td>
      <td className="words wide">{best && <Plain text={best.words} />}</td>
    </tr>
  )
})

function Gap({ height }: { height: number }) {
  return (
    <tr aria-hidden="true" className="gap" style={{ height }}>
      <td colSpan={5} />
    </tr>
  )
}

function useScroll() {
  const ref = useRef<HTMLDivElement>(null)
  const [scroll, set] = useState({ top: 0, seen: 400 })
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const look = (): void => set({ top: element.scrollTop, seen: element.clientHeight })
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [])
  return { ref, ...scroll }
}

/** Focus on the link of a step goes on to the one that is chosen now: its own may not be drawn any more. */
function follow(element: HTMLElement | null): void {
  if (element?.querySelector('a:focus'))
    element.querySelector<HTMLElement>('.chosen a')?.focus({ preventScroll: true })
}

/** Scrolls no further than it takes to see a row below the head of the table. */
function show(element: HTMLElement | null, place: number): void {
  if (!element) return
  const top = place * height
  const room = element.clientHeight - 2 * height
  if (top < element.scrollTop) element.scrollTop = top
  else if (top > element.scrollTop + room) element.scrollTop = top - room
}
