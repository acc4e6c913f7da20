import { coordinate, counting, figure, linear, rangeAcross, rangeUp, type Frame } from '@textgrad/runs/views'
import { memo, useMemo, type MouseEvent } from 'react'

import type { StepRow, TrialRow } from '../model/step-row.ts'
import { Axes, useWidth } from './plot.tsx'

interface Props {
  readonly rows: readonly StepRow[]
  readonly step: number | undefined
  readonly choose: (step: number) => void
}

const height = 260

/** The score of each step, with the best so far as a line. Reverted steps are hollow. A click chooses the nearest step. */
export const Trajectory = memo(function Trajectory({ rows, step, choose }: Props) {
  const { ref, width } = useWidth()
  const drawn = useMemo(() => (width > 0 ? draw(rows, width) : undefined), [rows, width])
  const chosen = rows.find(({ number }) => number === step)
  const click = ({ clientX, currentTarget }: MouseEvent<SVGSVGElement>): void => {
    if (!drawn) return
    const at = clientX - currentTarget.getBoundingClientRect().left
    const nearest = rows.reduce((best, row) => {
      const isNearer =
        Math.abs(drawn.frame.x.at(row.number) - at) < Math.abs(drawn.frame.x.at(best.number) - at)
      return isNearer ? row : best
    })
    choose(nearest.number)
  }
  return (
    <figure className="trajectory">
      <div ref={ref} className="plot-place">
        {drawn && (
          <svg
            className="plot"
            width={width}
            height={height}
            viewBox={`0 0 ${width} ${height}`}
            role="img"
            aria-label={drawn.words}
            onClick={click}
          >
            <Axes frame={drawn.frame} />
            <path className="best" d={drawn.best} />
            <path className="dots other" d={drawn.other} />
            <path className="dots hole" d={drawn.other} />
            <path className="dots kept" d={drawn.kept} />
            <path className="off" d={drawn.off} />
          </svg>
        )}
        {/* Beside the picture, so that leafing through many steps does not draw all of them anew. */}
        {drawn && chosen && (
          <span
            className="chosen-line"
            style={{ transform: `translateX(${coordinate(drawn.frame.x.at(chosen.number))}px)` }}
          />
        )}
      </div>
      <figcaption>
        <span className="key kept" /> kept <span className="key other" /> not kept{' '}
        <span className="key line" /> best so far <span className="key off">×</span> no score, or infeasible
        below the others
      </figcaption>
    </figure>
  )
})

interface Drawn {
  readonly frame: Frame
  readonly best: string
  readonly kept: string
  readonly other: string
  readonly off: string
  readonly words: string
}

/** A path per kind of mark, however many steps there are: the cap of a line of no length is a dot. */
function draw(rows: readonly StepRow[], width: number): Drawn {
  const scores = rows.flatMap(({ trials }) =>
    trials.flatMap((one) => (one.feasible && !one.failed ? (one.score ?? []) : [])),
  )
  const y = linear(scores, rangeUp({ height }), 5)
  const across = rangeAcross({ width }, y)
  const x = counting(Math.max(rows.at(-1)?.number ?? 0, 1), across, width < 600 ? 5 : 12)
  const frame = { width, height, x, y, xLabel: 'step', yLabel: 'score' }
  const { best, top } = bestLine(rows, frame)
  return { frame, best, ...marksOf(rows, frame), words: wordsOf(rows, top) }
}

const isKept = ({ verdict }: TrialRow): boolean => verdict === 'kept' || verdict === 'start'

/** From so many steps on, marks that cover one another are drawn once. */
const many = 2000

/** Pixels between marks then: less than half of a mark. */
const apart = 3

function marksOf(rows: readonly StepRow[], { x, y }: Frame): Pick<Drawn, 'kept' | 'other' | 'off'> {
  const marks = { kept: new Set<string>(), other: new Set<string>(), off: new Set<string>() }
  const grid = rows.length > many ? apart : 0.1
  const placed = (value: number): number => Math.round(value / grid) * grid
  for (const { number, trials } of rows) {
    const across = placed(x.at(number))
    for (const trial of trials.slice(0, 20)) {
      const { score } = trial
      if (score === null || score < y.from) marks.off.add(cross(across, y.at(y.from)))
      else
        marks[isKept(trial) ? 'kept' : 'other'].add(
          `M${coordinate(across)} ${coordinate(placed(y.at(score)))}h0`,
        )
    }
  }
  const [kept, other, off] = [marks.kept, marks.other, marks.off].map((all) => [...all].join(''))
  return { kept: kept!, other: other!, off: off! }
}

/** The best score so far as a line of steps, and the best of all. */
function bestLine(
  rows: readonly StepRow[],
  { x, y }: Frame,
): { readonly best: string; readonly top: number } {
  let best = ''
  let top = Number.NEGATIVE_INFINITY
  for (const { number, trials } of rows) {
    const at = coordinate(x.at(number))
    for (const { score } of trials.slice(0, 20).filter(isKept)) {
      if (score === null || score <= top || score < y.from) continue
      const up = coordinate(y.at(score))
      best += best === '' ? `M${at} ${up}` : `H${at}V${up}`
      top = score
    }
  }
  return { best: best === '' ? '' : `${best}H${coordinate(x.at(rows.at(-1)!.number))}`, top }
}

function cross(x: number, y: number): string {
  const [left, right] = [coordinate(x - 4), coordinate(x + 4)]
  const [above, below] = [coordinate(y - 4), coordinate(y + 4)]
  return `M${left} ${above}L${right} ${below}M${left} ${below}L${right} ${above}`
}

function wordsOf(rows: readonly StepRow[], top: number): string {
  const start = rows[0]?.number === 0 ? rows[0].trials[0]?.score : undefined
  const best = Number.isFinite(top) ? ` The best so far is ${figure(top)}.` : ''
  return `Score by step, ${rows.filter(({ number }) => number > 0).length} steps. The start scored ${figure(start ?? null)}.${best}`
}
