import type { Artifact } from '@textgrad/core'
import { figure, gridBands, visible } from '@textgrad/runs/views'
import { useMemo } from 'react'

/** A map of numbers, such as a slice of a dose, as bands of colour. */
export function GridMap({ grid, title }: { grid: Extract<Artifact, { kind: 'grid' }>; title: string }) {
  const drawn = useMemo(() => gridBands(grid), [grid])
  if (typeof drawn === 'string') return <p className="quiet">{drawn}</p>
  const { width, height, low, high, bands } = drawn
  const unit = grid.unit ? ` ${visible(grid.unit)}` : ''
  const label = `${title}: ${grid.width} × ${grid.height} values from ${figure(low)} to ${figure(high)}${unit}`
  return (
    <>
      <svg
        className="grid-map"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={label}
        shapeRendering="crispEdges"
      >
        {bands.map(({ colour, path }) => path !== '' && <path key={colour} fill={colour} d={path} />)}
      </svg>
      <ul className="legend">
        {bands.map(({ colour, from }) => (
          <li key={colour}>
            <svg className="key-line" viewBox="0 0 22 12" aria-hidden="true">
              <rect width="22" height="12" fill={colour} />
            </svg>
            {figure(from)}
          </li>
        ))}
        <li>
          to {figure(high)}
          {unit}
        </li>
      </ul>
    </>
  )
}
