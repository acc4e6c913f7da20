import { axes, coordinate, counting, linear, rangeAcross, rangeUp, type Frame } from '../report/axes.ts'
import { colours, curveClass } from '../report/drawn-curves.ts'
import { html, type Html } from '../report/html.ts'
import type { Checkpoint, Comparison } from './summary.ts'

type Known = { readonly [K in keyof Checkpoint]: number }

/** A style sheet shows the size that fits, so that the text stays readable. */
const sizes = [
  { name: 'wide', width: 1040, height: 420, ticks: { x: 10, y: 6 } },
  { name: 'narrow', width: 358, height: 300, ticks: { x: 5, y: 4 } },
] as const

/** The median of the best so far of each optimizer by evaluations, each with its interval as a band. */
export function bandsPlot({ curves, budget }: Comparison): Html {
  const drawn = curves.map(({ optimizer, points }) => ({
    optimizer,
    points: inSteps(points.filter(isKnown)),
  }))
  if (drawn.every(({ points }) => points.length === 0)) return html`<p class="quiet">(no points)</p>`
  return html`<figure>
    ${sizes.map((size) => plotOf(drawn, budget, size))}
    <figcaption>
      <ul class="legend">
        ${drawn.map(
          ({ optimizer }, index) =>
            html`<li>
              <svg class="key" viewBox="0 0 22 12" aria-hidden="true">
                <path class="${curveClass(index)}" d="M0 6H22" /></svg
              >${optimizer}
            </li>`,
        )}
      </ul>
    </figcaption>
  </figure>`
}

interface Drawn {
  readonly optimizer: string
  readonly points: readonly Known[]
}

function plotOf(drawn: readonly Drawn[], budget: number, size: (typeof sizes)[number]): Html {
  const { width, height, ticks, name } = size
  const scores = drawn.flatMap(({ points }) => points.flatMap(({ from, to }) => [from, to]))
  const y = linear(scores, rangeUp(size), ticks.y)
  const frame: Frame = {
    width,
    height,
    x: counting(budget, rangeAcross(size, y), ticks.x),
    y,
    xLabel: 'evaluations',
    yLabel: 'best score so far',
  }
  return html`<svg
    class="plot ${name}"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="Best score so far by evaluations, of each optimizer"
  >
    ${axes(frame)}${drawn.map(({ points }, index) => band(points, frame, index))}
    ${drawn.map(({ points }, index) => line(points, frame, index))}
  </svg>`
}

function band(points: readonly Known[], frame: Frame, index: number): Html | false {
  if (points.length < 2) return false
  const there = points.map((point) => at(frame, point.evaluations, point.from))
  const back = points.toReversed().map((point) => at(frame, point.evaluations, point.to))
  return html`<path class="band c${index % colours}" d="M${[...there, ...back].join('L')}Z" />`
}

function line(points: readonly Known[], frame: Frame, index: number): Html | false {
  const [first] = points
  if (!first) return false
  const path = points.map((point) => at(frame, point.evaluations, point.median)).join('L')
  // A line needs two points to be seen.
  const end = points.length === 1 ? 'h0.1' : ''
  return html`<path class="${curveClass(index)}" d="M${path}${end}" />`
}

/** With a corner before each point but the first: what was best stays best until something better is found. */
function inSteps(points: readonly Known[]): Known[] {
  return points.flatMap((point, place) => {
    const before = points[place - 1]
    return before ? [{ ...before, evaluations: point.evaluations }, point] : [point]
  })
}

function at({ x, y }: Frame, evaluations: number, score: number): string {
  return `${coordinate(x.at(evaluations))} ${coordinate(y.at(score))}`
}

function isKnown(point: Checkpoint): point is Known {
  return point.median !== null
}
