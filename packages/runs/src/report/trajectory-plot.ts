import { axes, coordinate, counting, linear, rangeAcross, rangeUp, type Frame } from './axes.ts'
import { html, type Html } from './html.ts'

/** A candidate in the plot. */
export interface Mark {
  readonly step: number
  /** What is off the scale, and what has no score, is marked at its edge. */
  readonly kind: 'kept' | 'other' | 'below' | 'above'
  readonly score: number
  readonly words: string
}

export interface Plot {
  readonly marks: readonly Mark[]
  readonly best: readonly { readonly step: number; readonly score: number }[]
  readonly last: number
  /** The scores that the plot has to reach. */
  readonly range: readonly [number, number]
  readonly target: number | undefined
  readonly label: string
  readonly words: string
}

interface Size {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly ticks: { readonly x: number; readonly y: number }
}

/** A style sheet shows the size that fits, so that the text stays readable. */
const sizes: readonly Size[] = [
  { name: 'wide', width: 1040, height: 330, ticks: { x: 16, y: 5 } },
  { name: 'narrow', width: 358, height: 270, ticks: { x: 6, y: 4 } },
]

/** The same plot for wide and for narrow screens. */
export function trajectoryPlots(plot: Plot): Html[] {
  return sizes.map((size) => drawn(plot, size))
}

function drawn(plot: Plot, { name, width, height, ticks }: Size): Html {
  const y = linear(plot.range, rangeUp({ height }), ticks.y)
  const frame: Frame = {
    width,
    height,
    x: counting(plot.last, rangeAcross({ width }, y), ticks.x),
    y,
    xLabel: 'step',
    yLabel: plot.label,
  }
  const id = `trajectory-${name}`
  const radius = plot.marks.length > 150 ? 2.5 : 4.5
  return html`<svg
    class="plot ${name}"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-labelledby="${id}-title"
    aria-describedby="${id}-words"
  >
    <title id="${id}-title">Score by step</title>
    <desc id="${id}-words">${plot.words}</desc>
    ${axes(frame)}${targetLine(plot, frame)}${bestLine(plot, frame)}
    ${plot.marks.map((mark) => markView(mark, frame, radius))}
  </svg>`
}

function targetLine({ target }: Plot, { y, x }: Frame): Html | false {
  if (target === undefined) return false
  const at = coordinate(y.at(target))
  const right = coordinate(x.at(x.to))
  return html`<line class="target" x1="${coordinate(x.at(0))}" x2="${right}" y1="${at}" y2="${at}" />
    <text class="target" x="${right}" y="${coordinate(y.at(target) - 6)}" text-anchor="end">target</text>`
}

function bestLine({ best, last }: Plot, { x, y }: Frame): Html | false {
  const [first, ...rest] = best
  if (!first) return false
  const path = rest.map(({ step, score }) => `H${coordinate(x.at(step))}V${coordinate(y.at(score))}`)
  const from = `M${coordinate(x.at(first.step))} ${coordinate(y.at(first.score))}`
  return html`<path class="best" d="${from}${path.join('')}H${coordinate(x.at(last))}" />`
}

function markView({ step, kind, score, words }: Mark, { x, y }: Frame, radius: number): Html {
  const cx = x.at(step)
  const title = html`<title>${words}</title>`
  if (kind === 'kept' || kind === 'other') {
    return html`<circle class="${kind}" cx="${coordinate(cx)}" cy="${coordinate(y.at(score))}" r="${radius}"
      >${title}</circle
    >`
  }
  const cy = y.at(kind === 'below' ? y.from : y.to)
  const [left, right] = [coordinate(cx - radius), coordinate(cx + radius)]
  const [top, foot] = [coordinate(cy - radius), coordinate(cy + radius)]
  return html`<path class="off" d="M${left} ${top}L${right} ${foot}M${left} ${foot}L${right} ${top}"
    >${title}</path
  >`
}
