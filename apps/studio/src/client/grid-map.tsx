import type { Artifact } from '@textgrad/core'
import { figure, gridBands, visible } from '@textgrad/runs/views'
import { useMemo } from 'react'

import { BandLegend, BandPaths } from './bands.tsx'
import { GridStackMap } from './grid-stack.tsx'

/** A map of numbers, such as a slice of a dose, as bands of colour. */
export function GridMap({ grid, title }: { grid: Extract<Artifact, { kind: 'grid' }>; title: string }) {
  return grid.stack && grid.stack.planes.length > 0 ? (
    <GridStackMap stack={grid.stack} unit={grid.unit} title={title} />
  ) : (
    <OneMap grid={grid} title={title} />
  )
}

function OneMap({ grid, title }: { grid: Extract<Artifact, { kind: 'grid' }>; title: string }) {
  const drawn = useMemo(() => gridBands(grid), [grid])
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
