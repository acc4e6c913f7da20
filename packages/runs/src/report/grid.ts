import type { Artifact } from '@textgrad/core'

import { figure } from './figures.ts'
import { html, type Html } from './html.ts'

/** How many cells a side is drawn with at most; of larger grids, blocks are averaged. */
const mostCells = 128

/** Steps of a scale that grows in lightness, after the viridis map, so that it reads in grey too. */
const bands = ['#440154', '#46327e', '#365c8d', '#277f8e', '#1fa187', '#4ac16d', '#a0da39', '#fde725']

interface Cells {
  readonly width: number
  readonly height: number
  readonly values: readonly number[]
}

type Grid = Extract<Artifact, { kind: 'grid' }>

/** A map of numbers as bands of colour. */
interface GridBands {
  /** Cells a side as they are drawn. */
  readonly width: number
  readonly height: number
  readonly low: number
  readonly high: number
  /** From the lowest: the colour, from which number on it is used, and what it covers as the path of an SVG. */
  readonly bands: readonly { readonly colour: string; readonly from: number; readonly path: string }[]
}

/** The bands of a grid, or the words that say why there are none; `range` is what the colours cover (default: its own). */
export function gridBands(
  grid: Pick<Grid, 'width' | 'height' | 'values'>,
  range?: readonly [low: number, high: number],
): GridBands | string {
  if (grid.values.length !== grid.width * grid.height) return `(not ${grid.width} × ${grid.height} values)`
  const cells = coarser(grid)
  const finite = cells.values.filter((value) => Number.isFinite(value))
  if (finite.length === 0) return '(no values)'
  const low = range?.[0] ?? finite.reduce((a, b) => Math.min(a, b))
  const high = range?.[1] ?? finite.reduce((a, b) => Math.max(a, b))
  const bandOf = (value: number): number =>
    Number.isFinite(value)
      ? Math.min(bands.length - 1, Math.floor(((value - low) / (high - low || 1)) * bands.length))
      : -1
  const paths = runsOf(cells, bandOf)
  const { width, height } = cells
  const drawn = bands.map((colour, band) => ({
    colour,
    from: low + (band / bands.length) * (high - low),
    path: paths[band]!,
  }))
  return { width, height, low, high, bands: drawn }
}

/** A map of numbers as bands of colour, with what each stands for below. */
export function gridPlot(grid: Grid, title: string): Html {
  const drawn = gridBands(grid)
  if (typeof drawn === 'string') return html`<p class="quiet">${drawn}</p>`
  const { low, high } = drawn
  const label = `${title}: ${grid.width} × ${grid.height} values from ${figure(low)} to ${figure(high)}${grid.unit ? ` ${grid.unit}` : ''}`
  return html`<svg
      class="grid-map"
      viewBox="0 0 ${drawn.width} ${drawn.height}"
      role="img"
      aria-label="${label}"
      shape-rendering="crispEdges"
    >
      ${drawn.bands.map(({ colour, path }) => path !== '' && html`<path fill="${colour}" d="${path}" />`)}
    </svg>
    <ul class="legend">
      ${drawn.bands.map(
        ({ colour, from }) =>
          html`<li>
            <svg class="key" viewBox="0 0 22 12"><rect width="22" height="12" fill="${colour}" /></svg
            >${figure(from)}
          </li>`,
      )}
      <li>to ${figure(high)}${grid.unit && ` ${grid.unit}`}</li>
    </ul>`
}

/** For each band the rows of cells that are in it, neighbours as one rectangle. */
function runsOf({ width, height, values }: Cells, bandOf: (value: number) => number): string[] {
  const paths = bands.map(() => '')
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width;) {
      const band = bandOf(values[y * width + x] ?? Number.NaN)
      const start = x
      while (x < width && bandOf(values[y * width + x] ?? Number.NaN) === band) x++
      if (band >= 0) paths[band] += `M${start} ${y}h${x - start}v1H${start}z`
    }
  }
  return paths
}

function coarser({ width, height, values }: Cells): Cells {
  const block = Math.ceil(Math.max(width, height) / mostCells)
  if (block <= 1) return { width, height, values }
  const columns = Math.ceil(width / block)
  const rows = Math.ceil(height / block)
  const means = Array.from({ length: columns * rows }, (_, cell) => {
    const [left, top] = [(cell % columns) * block, Math.floor(cell / columns) * block]
    let sum = 0
    let of = 0
    for (let y = top; y < Math.min(top + block, height); y++) {
      for (let x = left; x < Math.min(left + block, width); x++, of++) sum += values[y * width + x]!
    }
    return sum / of
  })
  return { width: columns, height: rows, values: means }
}
