import { figure } from './figures.ts'
import { html, type Html } from './html.ts'

/** The place of numbers on an axis. */
export interface Scale {
  readonly from: number
  readonly to: number
  readonly ticks: readonly number[]
  readonly at: (value: number) => number
}

/** A linear scale from numbers to coordinates, widened to round numbers with a tick at each end. */
export function linear(values: readonly number[], range: readonly [number, number], wanted: number): Scale {
  const finite = values.filter((value) => Number.isFinite(value))
  const low = finite.reduce((a, b) => Math.min(a, b), finite[0] ?? 0)
  const high = finite.reduce((a, b) => Math.max(a, b), finite[0] ?? 1)
  const margin = high > low ? 0 : Math.abs(high) * 0.1 || 1
  const step = roundStep((high - low + 2 * margin) / wanted)
  const first = Math.floor((low - margin) / step + 1e-9)
  const last = Math.ceil((high + margin) / step - 1e-9)
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => tidy((first + index) * step))
  return { ...between(ticks[0]!, ticks.at(-1)!, range), ticks }
}

/** A linear scale of the whole numbers up to `last`: the steps of a run. */
export function counting(last: number, range: readonly [number, number], wanted: number): Scale {
  const step = Math.max(1, roundStep(last / wanted))
  const ticks = Array.from({ length: Math.floor(last / step) + 1 }, (_, index) => index * step)
  return { ...between(0, Math.max(last, 1), range), ticks }
}

function between(from: number, to: number, [start, end]: readonly [number, number]) {
  return { from, to, at: (value: number) => start + ((value - from) / (to - from)) * (end - start) }
}

/** The smallest of 1, 2, 5, 10, 20 ... that is not below `step`. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step))
  return power * [1, 2, 5, 10].find((factor) => factor * power >= step * (1 - 1e-9))!
}

function tidy(value: number): number {
  return Number(value.toPrecision(12))
}

export interface Frame {
  readonly width: number
  readonly height: number
  readonly x: Scale
  readonly y: Scale
  readonly xLabel: string
  readonly yLabel: string
}

/** How much room labels take around a plot of a frame; more on the left where its numbers are long. */
const margin = { top: 26, right: 16, bottom: 40, left: 50 }

/** Between the numbers of y and their axis, and what a digit takes at most, both in the units of an SVG. */
const [gap, digit] = [8, 7.7]

function leftOf(y: Scale): number {
  const longest = Math.max(...tickTexts(y).map(([, text]) => text.length))
  return Math.max(margin.left, Math.ceil(gap + longest * digit))
}

/** A line of axes, in the coordinates of an SVG. */
interface AxisLine {
  /** Across at a tick, or the axis itself. */
  readonly kind: 'grid' | 'axis'
  readonly x1: string
  readonly x2: string
  readonly y: string
}

/** A number or a name at axes, in the coordinates of an SVG. */
interface AxisWords {
  readonly kind: 'tick' | 'label'
  readonly text: string
  readonly x: string
  readonly y: string
  readonly anchor: 'start' | 'middle' | 'end'
}

/** The axes of a plot: lines across at the ticks of y, numbers at both, the name of y above its axis. */
export function axisMarks({ width, height, x, y, xLabel, yLabel }: Frame): {
  readonly lines: readonly AxisLine[]
  readonly words: readonly AxisWords[]
} {
  const [left, right, floor] = [leftOf(y), width - margin.right, height - margin.bottom]
  const line = (kind: AxisLine['kind'], at: number): AxisLine => ({
    kind,
    x1: coordinate(left),
    x2: coordinate(right),
    y: coordinate(at),
  })
  const words = (
    kind: AxisWords['kind'],
    text: string,
    anchor: AxisWords['anchor'],
    [across, down]: readonly [number, number],
  ): AxisWords => ({ kind, text, anchor, x: coordinate(across), y: coordinate(down) })
  return {
    lines: [...y.ticks.map((tick) => line('grid', y.at(tick))), line('axis', floor)],
    words: [
      // The middle of a figure stands at its line.
      ...tickTexts(y).map(([tick, text]) => words('tick', text, 'end', [left - gap, y.at(tick) + 4])),
      ...tickTexts(x).map(([tick, text]) => words('tick', text, 'middle', [x.at(tick), floor + 17])),
      words('label', yLabel, 'start', [2, 13]),
      words('label', xLabel, 'end', [right, height - 4]),
    ],
  }
}

/** The ticks with their numbers, as short as figures are unless two of them would read the same. */
function tickTexts({ ticks }: Scale): readonly (readonly [number, string])[] {
  const short = ticks.map(figure)
  const isTold = new Set(short).size === ticks.length
  return ticks.map((tick, place) => [tick, isTold ? short[place]! : String(tick).replace('-', '−')])
}

/** The axes of a plot. */
export function axes(frame: Frame): Html {
  const { lines, words } = axisMarks(frame)
  return html`<g class="axes">
    ${lines.map(({ kind, x1, x2, y }) => html`<line class="${kind}" x1="${x1}" x2="${x2}" y1="${y}" y2="${y}" />`)}
    ${words.map(
      ({ kind, text, x, y, anchor }) =>
        html`<text class="${kind}" x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>`,
    )}
  </g>`
}

/** From where to where the scale of y goes in a plot of this height. */
export function rangeUp({ height }: { height: number }): readonly [number, number] {
  return [height - margin.bottom, margin.top]
}

/** From where to where the scale of x goes in a plot of this width, beside the numbers of y. */
export function rangeAcross({ width }: { width: number }, y: Scale): readonly [number, number] {
  return [leftOf(y), width - margin.right]
}

/** A number in an SVG: short, and the same on every machine. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10)
}
