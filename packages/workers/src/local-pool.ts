import { availableParallelism } from 'node:os'

import { inProcess, type Evaluator, type Problem } from '@textgrad/core'

export interface LocalPoolOptions {
  /** How many evaluations are under way at once, at most (default: `os.availableParallelism()`). */
  readonly size?: number
}

/**
 * Evaluates in this process, over a problem that is set up, first come, first served. Tasks that compute much do so in
 * worker threads or processes of their own.
 * @throws RangeError for a size that is no whole number from 1.
 */
export function localPool(problem: Problem<any>, options: LocalPoolOptions = {}): Evaluator {
  const { size = availableParallelism() } = options
  if (!Number.isInteger(size) || size < 1)
    throw new RangeError(`size must be a whole number from 1, not ${size}`)
  const evaluator = inProcess(problem)
  const waiting: (() => void)[] = []
  let free = size
  return {
    async evaluate(job, call) {
      if (free > 0) free--
      else await new Promise<void>((begin) => waiting.push(begin))
      try {
        call.signal?.throwIfAborted()
        return await evaluator.evaluate(job, call)
      } finally {
        const next = waiting.shift()
        if (next) next()
        else free++
      }
    },
  }
}
