import { coordinate, figure, type Scale } from '@textgrad/runs/views'
import { useLayoutEffect, useRef, useState, type RefObject } from 'react'

export interface Frame {
  readonly width: number
  readonly height: number
  readonly x: Scale
  readonly y: Scale
  readonly xLabel: string
  readonly yLabel: string
}

/** The axes of a plot: lines across at the ticks of y, numbers at both. */
export function Axes({ width, height, x, y, xLabel, yLabel }: Frame) {
  const [left, right, floor] = [x.at(x.from), width - 16, y.at(y.from)]
  return (
    <g className="axes">
      {y.ticks.map((tick) => (
        <g key={tick}>
          <line
            className="grid"
            x1={left}
            x2={right}
            y1={coordinate(y.at(tick))}
            y2={coordinate(y.at(tick))}
          />
          <text x={left - 8} y={coordinate(y.at(tick))} dy="0.32em" textAnchor="end">
            {figure(tick)}
          </text>
        </g>
      ))}
      <line className="axis" x1={left} x2={right} y1={floor} y2={floor} />
      {x.ticks.map((tick) => (
        <text key={tick} x={coordinate(x.at(tick))} y={floor + 17} textAnchor="middle">
          {figure(tick)}
        </text>
      ))}
      <text className="label" x="2" y="13">
        {yLabel}
      </text>
      <text className="label" x={right} y={height - 4} textAnchor="end">
        {xLabel}
      </text>
    </g>
  )
}

/** The width of an element in pixels, as it changes. */
export function useWidth(): { readonly ref: RefObject<HTMLDivElement | null>; readonly width: number } {
  const ref = useRef<HTMLDivElement>(null)
  const [width, set] = useState(0)
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => set(Math.round(entry!.contentRect.width)))
    observer.observe(element)
    set(Math.round(element.getBoundingClientRect().width))
    return () => observer.disconnect()
  }, [])
  return { ref, width }
}
