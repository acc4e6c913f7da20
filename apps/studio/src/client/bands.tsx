import { figure, visible, type gridBands } from '@textgrad/runs/views'

type Bands = Exclude<ReturnType<typeof gridBands>, string>

/** The cells of a map of numbers, a path for each colour. */
export function BandPaths({ drawn: { bands } }: { drawn: Bands }) {
  return (
    <g shapeRendering="crispEdges">
      {bands.map(({ colour, path }) => path !== '' && <path key={colour} fill={colour} d={path} />)}
    </g>
  )
}

/** What the colours stand for. */
export function BandLegend({ drawn: { bands, high }, unit }: { drawn: Bands; unit: string | undefined }) {
  return (
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
        {unit ? ` ${visible(unit)}` : ''}
      </li>
    </ul>
  )
}
