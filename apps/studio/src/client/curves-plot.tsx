import type { Artifact } from '@textgrad/core'
import { drawCurves, visible } from '@textgrad/runs/views'
import { useMemo } from 'react'

import { Axes } from './plot.tsx'

const ownSize = { width: 380, height: 250 }

type Curves = Extract<Artifact, { kind: 'curves' }>

interface Props {
  readonly curves: Curves
  readonly title: string
  readonly size?: { readonly width: number; readonly height: number }
  /** Whether x counts from 0. */
  readonly isCounted?: boolean
  /** Others that are drawn beside these, over the same axes. */
  readonly beside?: Curves | undefined
}

/** Curves over one pair of axes, told apart by colour, by dashes, and in the legend. */
export function CurvesPlot({ curves, title, size = ownSize, isCounted = false, beside }: Props) {
  const drawn = useMemo(
    () => drawCurves(curves, { size, isCounted, beside }),
    [curves, size, isCounted, beside],
  )
  if (!drawn) return <p className="quiet">(no points)</p>
  return (
    <>
      <svg className="plot" viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={title}>
        <Axes frame={drawn.frame} />
        {drawn.curves.map((curve, place) => (
          <Curve key={place} {...curve} />
        ))}
      </svg>
      <ul className="legend">
        {drawn.curves.map(({ name, className, dot }, place) => (
          <li key={place}>
            <svg className="key-line" viewBox="0 0 22 12" aria-hidden="true">
              <Curve className={className} {...(dot ? { dot: middle } : { path: 'M0 6H22' })} />
            </svg>
            {visible(name)}
          </li>
        ))}
      </ul>
    </>
  )
}

/** Of a sign in the legend. */
const middle = { x: '11', y: '6' }

interface CurveProps {
  readonly className: string
  readonly path?: string
  readonly dot?: { readonly x: string; readonly y: string }
}

function Curve({ className, path, dot }: CurveProps) {
  if (path !== undefined) return <path className={className} d={path} />
  return dot ? <circle className={className} cx={dot.x} cy={dot.y} r="3.5" /> : null
}
