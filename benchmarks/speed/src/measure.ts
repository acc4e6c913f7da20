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
