import type { Artifact } from '@textgrad/core'
import { figure, gridBands, visible } from '@textgrad/runs/views'
import { useMemo } from 'react'

import { BandLegend, BandPaths } from './bands.tsx'
import { GridStackMap } from './grid-stack.tsx'
import { rangeOf } from './range-of.ts'

type Grid = Extract<Artifact, { kind: 'grid' }>

interface Props {
  readonly grid: Grid
  readonly title: string
  /** Another one that is drawn beside it: a colour is the same value in both. */
  readonly beside?: Grid | undefined
}

/** A map of numbers, such as a slice of a dose, as bands of colour. */
export function GridMap({ grid, title, beside }: Props) {
  const { stack, unit } = grid
  return stack && stack.planes.length > 0 ? (
    <GridStackMap stack={stack} unit={unit} title={title} beside={beside?.stack} />
  ) : (
    <OneMap grid={grid} title={title} beside={beside} />
  )
}

function OneMap({ grid, title, beside }: Props) {
  const drawn = useMemo(
    () => gridBands(grid, beside && rangeOf([grid.values, beside.values])),
    [grid, beside],
  )
  if (typeof drawn === 'string') return <p className="quiet">{drawn}</p>
  const { width, height, low, high } = drawn
  const unit = grid.unit ? ` ${visible(grid.unit)}` : ''
  const label = `${title}: ${grid.width} × ${grid.height} values from ${figure(low)} to ${figure(high)}${unit}`
  return (
    <>
      <svg className="grid-map" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        <BandPaths drawn={drawn} />
      </svg>
      <BandLegend drawn={drawn} unit={grid.unit} />
    </>
  )
}
