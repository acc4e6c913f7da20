import { existsSync, readFileSync } from 'node:fs'

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Bytes of the heap after a collection; Node has to run with --expose-gc. */
export function collectedHeap(): number {
  if (!globalThis.gc) throw new Error('Expected Node to run with --expose-gc: use `npm run bench`')
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed
}

/** Seconds of processor time that this process and its finished children took; 0 where there is no /proc. */
export function processorSeconds(): number {
  if (!existsSync('/proc/self/stat')) return 0
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  // Fields 14 to 17 of proc(5), in ticks of 1/100 s.
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100
}
