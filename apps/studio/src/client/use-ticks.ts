import { useEffect, useState } from 'react'

/** A number that grows every so many milliseconds while the page is looked at; without an interval it stays. */
export function useTicks(interval: number | undefined): number {
  const [ticks, set] = useState(0)
  useEffect(() => {
    if (interval === undefined) return
    const timer = setInterval(() => {
      if (!document.hidden) set((number) => number + 1)
    }, interval)
    return () => clearInterval(timer)
  }, [interval])
  return ticks
}
