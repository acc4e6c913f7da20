import type { Limits } from '../limits.ts'
import { usageOf } from './tree.ts'

/** Milliseconds between two looks. */
const interval = 20

export interface Watched {
  /** Its root is undefined while it is not known. */
  readonly process: { readonly root: number | undefined }
  readonly limits: Limits
  /** Seconds by the clock. */
  readonly wallSeconds: number
  readonly stop: (why: 'timeout' | 'memory', words: string) => void
}

/**
 * Looks after a request: stops the processes when they have used more processor time or memory than allowed since it
 * began, or by the clock. Returns its end. Measured from outside, because a program can ignore every signal.
 */
export function watch({ process, limits, wallSeconds, stop }: Watched): () => void {
  let before: number | undefined
  const late = setTimeout(() => stop('timeout', `no answer within ${wallSeconds} s`), wallSeconds * 1000)
  const timer = setInterval(() => {
    const usage = process.root === undefined ? undefined : usageOf(process.root)
    if (!usage) return
    if (usage.memoryBytes > limits.memoryBytes) {
      stop('memory', `more than ${Math.round(limits.memoryBytes / 2 ** 20)} MiB of memory`)
      return
    }
    // Almost no time has passed at the first look.
    before ??= Math.max(0, usage.cpuSeconds - interval / 1000)
    if (usage.cpuSeconds - before > limits.cpuSeconds)
      stop('timeout', `more than ${limits.cpuSeconds} s of processor time`)
  }, interval)
  return () => {
    clearTimeout(late)
    clearInterval(timer)
  }
}
