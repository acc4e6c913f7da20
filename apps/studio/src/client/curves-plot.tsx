import type { Artifact, Axis } from '@textgrad/core'
import { coordinate, counting, linear, plotRange, visible } from '@textgrad/runs/views'

import { Axes, type Frame } from './plot.tsx'

const ownSize = { width: 380, height: 250 }
const colours = 6

/** Curves over one pair of axes, told apart by colour, by dashes, and in the legend. */
export function CurvesPlot({
  curves: { x, y, curves },
  title,
  size = ownSize,
  isCounted = false,
}: {
  curves: Extract<Artifact, { kind: 'curves' }>
  title: string
  size?: { readonly width: number; readonly height: number }
  /** Whether x counts from 0. */
  isCounted?: boolean
}) {
  const drawn = curves.map(({ name, points }) => ({
    name,
    points: points.filter(([at, value]) => Number.isFinite(at) && Number.isFinite(value)),
  }))
  const points = drawn.flatMap((curve) => curve.points)
  if (points.length === 0) return <p className="quiet">(no points)</p>
  const range = plotRange(size)
  const scales = {
    x: isCounted
      ? counting(Math.max(1, ...points.map(([at]) => at)), range.x, size.width < 600 ? 5 : 12)
      : linear(
          points.map(([at]) => at),
          range.x,
          5,
        ),
    y: linear(
      points.map(([, value]) => value),
      range.y,
      5,
    ),
  }
  const frame: Frame = { ...size, ...scales, xLabel: labelOf(x), yLabel: labelOf(y) }
  return (
    <>
      <svg className="plot" viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={title}>
        <Axes {...frame} />
        {drawn.map(({ name, points: own }, index) => (
          <Line key={name} points={own} frame={frame} index={index} />
        ))}
      </svg>
      <ul className="legend">
        {drawn.map(({ name }, index) => (
          <li key={name}>
            <svg className="key-line" viewBox="0 0 22 12" aria-hidden="true">
              <path className={classOf(index)} d="M0 6H22" />
            </svg>
            {visible(name)}
          </li>
        ))}
      </ul>
    </>
  )
}

interface LineProps {
  readonly points: readonly (readonly [number, number])[]
  readonly frame: Frame
  readonly index: number
}

function Line({ points, frame: { x, y }, index }: LineProps) {
  const [first, second] = points
  if (!first) return null
  // A curve of one point, such as what other curves should reach.
  if (!second)
    return (
      <circle
        className={classOf(index)}
        cx={coordinate(x.at(first[0]))}
        cy={coordinate(y.at(first[1]))}
        r="3.5"
      />
    )
  const path = points.map(([at, value]) => `${coordinate(x.at(at))} ${coordinate(y.at(value))}`).join('L')
  return <path className={classOf(index)} d={`M${path}`} />
}

function classOf(index: number): string {
  const dashes = Math.floor(index / colours) % 3
  return `curve c${index % colours}${dashes > 0 ? ` d${dashes}` : ''}`
}

function labelOf({ label, unit }: Axis): string {
  return visible(unit ? `${label} (${unit})` : label)
}
