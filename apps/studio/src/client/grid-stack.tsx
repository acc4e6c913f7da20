import type { GridStack } from '@textgrad/core'
import { gridBands, visible } from '@textgrad/runs/views'
import { useId, useMemo } from 'react'

import { BandLegend, BandPaths } from './bands.tsx'
import { outline } from './outline.ts'
import { rangeOf } from './range-of.ts'
import { usePlaceTogether } from './together.tsx'

interface Props {
  readonly stack: GridStack
  readonly unit: string | undefined
  readonly title: string
  /** Another one that is drawn beside it. */
  readonly beside: GridStack | undefined
}

/** More cells than this on a side are not drawn. */
const most = 256

/** Planes of a map that are leafed through, with the outlines of regions and lines at the values that mean something. */
export function GridStackMap({ stack, unit, title, beside }: Props) {
  const [place, setPlace] = usePlaceTogether(stack.first)
  const id = useId()
  const plane = stack.planes[Math.min(place, stack.planes.length - 1)]!
  // A colour is the same value in each plane.
  const range = useMemo(
    () => rangeOf([...stack.planes, ...(beside?.planes ?? [])].map(({ values }) => values)),
    [stack, beside],
  )
  const { width, height } = stack
  const drawn = useMemo(
    () => gridBands({ width, height, values: plane.values }, range),
    [width, height, plane, range],
  )
  const lines = useMemo(() => linesOf(stack, plane), [stack, plane])
  if (typeof drawn === 'string' || Math.max(width, height) > most || drawn.width !== width)
    return <p className="quiet">{typeof drawn === 'string' ? drawn : '(too large to be drawn)'}</p>
  return (
    <>
      <label htmlFor={id} className="slice">
        {visible(plane.label)}
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={stack.planes.length - 1}
        value={Math.min(place, stack.planes.length - 1)}
        aria-valuetext={visible(plane.label)}
        onChange={({ target }) => setPlace(Number(target.value))}
      />
      <svg
        className="grid-map"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${title}, ${visible(plane.label)}`}
      >
        <BandPaths drawn={drawn} />
        {lines.levels.map(({ label, path }) => (
          <path key={label} className="isoline" d={path} />
        ))}
        {lines.regions.map(({ label, path }, index) => (
          <path key={label} className={`region r${index % 6}`} d={path} />
        ))}
      </svg>
      <BandLegend drawn={drawn} unit={unit} />
      <Legend lines={lines} stack={stack} unit={unit} />
    </>
  )
}

interface Line {
  readonly label: string
  readonly path: string
}

interface Lines {
  readonly levels: readonly Line[]
  readonly regions: readonly Line[]
}

function linesOf({ width, height, levels, regions }: GridStack, plane: GridStack['planes'][number]): Lines {
  const size = { width, height }
  return {
    levels: levels.map(({ value, label }) => ({
      label,
      path: outline(size, (cell) => plane.values[cell]! >= value),
    })),
    regions: regions.map((label, index) => {
      const cells = cellsOf(plane.regions[index] ?? [], width * height)
      return { label, path: outline(size, (cell) => cells.has(cell)) }
    }),
  }
}

/** Cells that are told as start, length, start, length. */
function cellsOf(runs: readonly number[], count: number): ReadonlySet<number> {
  const cells = new Set<number>()
  for (let at = 0; at + 1 < runs.length; at += 2) {
    const end = Math.min(count, runs[at]! + runs[at + 1]!)
    for (let cell = Math.max(0, runs[at]!); cell < end; cell++) cells.add(cell)
  }
  return cells
}

function Legend({ lines, stack, unit }: { lines: Lines; stack: GridStack; unit: string | undefined }) {
  const levels = stack.levels.map(
    ({ value, label }) => `${visible(label)} = ${value}${unit ? ` ${visible(unit)}` : ''}`,
  )
  return (
    <ul className="legend">
      {lines.regions.map(({ label }, index) => (
        <li key={label}>
          <svg className="key-line" viewBox="0 0 22 12" aria-hidden="true">
            <rect width="22" height="12" fill="#365c8d" />
            <path className={`region-key r${index % 6}`} d="M0 6H22" />
          </svg>
          {visible(label)}
        </li>
      ))}
      {levels.length > 0 && <li>white lines: {levels.join(', ')}</li>}
    </ul>
  )
}
