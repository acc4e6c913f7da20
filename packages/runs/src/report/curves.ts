import type { Artifact, Axis, Curve } from '@textgrad/core'

import { axes, coordinate, linear, plotRange, type Frame } from './axes.ts'
import { html, type Html } from './html.ts'

const size = { width: 380, height: 250 }
/** How many curves differ by colour, before they differ by dashes. */
export const colours = 6

/** Curves over one pair of axes, told apart by colour, by dashes, and in the legend. */
export function curvesPlot({ x, y, curves }: Extract<Artifact, { kind: 'curves' }>, title: string): Html {
  const range = plotRange(size)
  const drawn = curves.map(({ name, points }) => ({ name, points: points.filter(isFinitePoint) }))
  const points = drawn.flatMap((curve) => curve.points)
  if (points.length === 0) return html`<p class="quiet">(no points)</p>`
  const frame: Frame = {
    ...size,
    x: linear(
      points.map(([at]) => at),
      range.x,
      5,
    ),
    y: linear(
      points.map(([, value]) => value),
      range.y,
      5,
    ),
    xLabel: axisLabel(x),
    yLabel: axisLabel(y),
  }
  return html`<svg class="plot" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${title}">
      ${axes(frame)}${drawn.map((curve, index) => line(curve, frame, index))}
    </svg>
    <ul class="legend">
      ${drawn.map(
        ({ name, points: own }, index) =>
          html`<li>
            <svg class="key" viewBox="0 0 22 12">
              ${own.length === 1 ? dot(index, '11', '6') : html`<path class="${curveClass(index)}" d="M0 6H22" />`}</svg
            >${name}
          </li>`,
      )}
    </ul>`
}

function line({ points }: Curve, { x, y }: Frame, index: number): Html | false {
  const [first, second] = points
  if (!first) return false
  if (!second) return dot(index, coordinate(x.at(first[0])), coordinate(y.at(first[1])))
  const path = points.map(([at, value]) => `${coordinate(x.at(at))} ${coordinate(y.at(value))}`).join('L')
  return html`<path class="${curveClass(index)}" d="M${path}" />`
}

/** A curve of one point, such as what other curves should reach. */
const dot = (index: number, x: string, y: string): Html =>
  html`<circle class="${curveClass(index)}" cx="${x}" cy="${y}" r="3.5" />`

/** The class of a curve, by its place among the others. */
export function curveClass(index: number): string {
  const dashes = Math.floor(index / colours) % 3
  return `curve c${index % colours}${dashes > 0 ? ` d${dashes}` : ''}`
}

function isFinitePoint([x, y]: readonly [number, number]): boolean {
  return Number.isFinite(x) && Number.isFinite(y)
}

function axisLabel({ label, unit }: Axis): string {
  return unit ? `${label} (${unit})` : label
}
