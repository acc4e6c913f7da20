/**
 * Lets at most `size` runs be under way at once, first come first served.
 * @throws RangeError if `size` is not a number from 1 up.
 */
export function semaphore(size: number): <T>(run: () => Promise<T>) => Promise<T> {
  if (!(size >= 1)) throw new RangeError(`Expected concurrency to be a number from 1 up, got ${size}`)
  if (size === Number.POSITIVE_INFINITY) return (run) => run()
  let free = size
  const waiting: (() => void)[] = []
  return async (run) => {
    if (free > 0) free--
    else await new Promise<void>((enter) => waiting.push(enter))
    try {
      return await run()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
