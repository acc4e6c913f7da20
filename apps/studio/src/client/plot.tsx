import { axisMarks, visible, type Frame } from '@textgrad/runs/views'
import { useLayoutEffect, useRef, useState, type RefObject } from 'react'

/** The axes of a plot. */
export function Axes({ frame }: { frame: Frame }) {
  const { lines, words } = axisMarks(frame)
  return (
    <g className="axes">
      {lines.map(({ kind, x1, x2, y }) => (
        <line key={`${kind} ${y}`} className={kind} x1={x1} x2={x2} y1={y} y2={y} />
      ))}
      {words.map(({ kind, text, x, y, anchor }) => (
        <text key={`${kind} ${x} ${y}`} className={kind} x={x} y={y} textAnchor={anchor}>
          {visible(text)}
        </text>
      ))}
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
