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

/** A map of numbers as bands of colour, with what each stands for below. */
export function gridPlot(grid: Extract<Artifact, { kind: 'grid' }>, title: string): Html {
  if (grid.values.length !== grid.width * grid.height) {
    return html`<p class="quiet">(not ${grid.width} × ${grid.height} values)</p>`
  }
  const cells = coarser(grid)
  const finite = cells.values.filter((value) => Number.isFinite(value))
  if (finite.length === 0) return html`<p class="quiet">(no values)</p>`
  const low = finite.reduce((a, b) => Math.min(a, b))
  const high = finite.reduce((a, b) => Math.max(a, b))
  const bandOf = (value: number): number =>
    Number.isFinite(value)
      ? Math.min(bands.length - 1, Math.floor(((value - low) / (high - low || 1)) * bands.length))
      : -1
  const paths = runsOf(cells, bandOf)
  const label = `${title}: ${grid.width} × ${grid.height} values from ${figure(low)} to ${figure(high)}${grid.unit ? ` ${grid.unit}` : ''}`
  return html`<svg
      class="grid-map"
      viewBox="0 0 ${cells.width} ${cells.height}"
      role="img"
      aria-label="${label}"
      shape-rendering="crispEdges"
    >
      ${bands.map((colour, band) => paths[band] !== '' && html`<path fill="${colour}" d="${paths[band]}" />`)}
    </svg>
    <ul class="legend">
      ${bands.map((colour, band) => {
        const from = low + (band / bands.length) * (high - low)
        return html`<li>
          <svg class="key" viewBox="0 0 22 12"><rect width="22" height="12" fill="${colour}" /></svg>${figure(
            from,
          )}
        </li>`
      })}
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
