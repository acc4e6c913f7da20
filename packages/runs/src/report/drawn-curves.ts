import type { Artifact, Axis, Curve } from '@textgrad/core'

import { coordinate, counting, linear, rangeAcross, rangeUp, type Frame, type Scale } from './axes.ts'

/** How many curves differ by colour, before they differ by dashes. */
export const colours = 6

type Curves = Pick<Extract<Artifact, { kind: 'curves' }>, 'x' | 'y' | 'curves'>

export interface CurvesOptions {
  readonly size: { readonly width: number; readonly height: number }
  /** Whether x counts from 0. */
  readonly isCounted?: boolean
  /** Others that the axes have room for, so that two plots can be compared. */
  readonly beside?: Curves | undefined
}

/** Curves as they are drawn, in the coordinates of an SVG. */
export interface DrawnCurves {
  readonly frame: Frame
  readonly curves: readonly DrawnCurve[]
}

interface DrawnCurve {
  readonly name: string
  /** Its colour and dashes, by its place among the others. */
  readonly className: string
  /** Missing for a curve of one point, such as what other curves should reach, and for none. */
  readonly path?: string
  readonly dot?: { readonly x: string; readonly y: string }
}

/** Places curves over one pair of axes; undefined where there are no points. */
export function drawCurves({ x, y, curves }: Curves, options: CurvesOptions): DrawnCurves | undefined {
  const { size, isCounted = false, beside } = options
  const drawn = curves.map(({ name, points }) => ({ name, points: points.filter(isFinitePoint) }))
  if (drawn.every(({ points }) => points.length === 0)) return undefined
  const all = [...drawn, ...(beside?.curves ?? [])].flatMap(({ points }) => points).filter(isFinitePoint)
  const across = all.map(([at]) => at)
  const up = linear(
    all.map(([, value]) => value),
    rangeUp(size),
    5,
  )
  const range = rangeAcross(size, up)
  const frame: Frame = {
    ...size,
    x: isCounted
      ? counting(
          across.reduce((a, b) => Math.max(a, b), 1),
          range,
          size.width < 600 ? 5 : 12,
        )
      : whole(across, linear(across, range, 5)),
    y: up,
    xLabel: labelOf(x),
    yLabel: labelOf(y),
  }
  return {
    frame,
    curves: drawn.map(({ name, points }, place) => ({
      name,
      className: curveClass(place),
      ...shapeOf(points, frame),
    })),
  }
}

/** What comes in whole numbers, such as steps, has no ticks between them. */
function whole(values: readonly number[], scale: Scale): Scale {
  return values.every((value) => Number.isInteger(value))
    ? { ...scale, ticks: scale.ticks.filter((tick) => Number.isInteger(tick)) }
    : scale
}

function shapeOf(points: Curve['points'], { x, y }: Frame): Pick<DrawnCurve, 'path' | 'dot'> {
  const placed = points.map(([at, value]) => ({ x: coordinate(x.at(at)), y: coordinate(y.at(value)) }))
  const [first, second] = placed
  if (!first) return {}
  return second ? { path: `M${placed.map((one) => `${one.x} ${one.y}`).join('L')}` } : { dot: first }
}

/** The class of a curve, by its place among the others. */
export function curveClass(place: number): string {
  const dashes = Math.floor(place / colours) % 3
  return `curve c${place % colours}${dashes > 0 ? ` d${dashes}` : ''}`
}

function isFinitePoint([x, y]: readonly [number, number]): boolean {
  return Number.isFinite(x) && Number.isFinite(y)
}

function labelOf({ label, unit }: Axis): string {
  return unit ? `${label} (${unit})` : label
}
