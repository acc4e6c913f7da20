import type { Answer, Request } from './pool.test.worker.ts'
import { workerModule } from './worker-module.ts'
import { type WorkerPool, type WorkerPoolOptions, workerPool } from './worker-pool.ts'

export function poolOf(options?: WorkerPoolOptions): WorkerPool<Request, Answer> {
  return workerPool(workerModule(import.meta.url, 'pool.test.worker'), options)
}

/** What `answer` rejects with. */
export async function failure(answer: Promise<unknown>): Promise<unknown> {
  const outcome = await answer.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if ('error' in outcome) return outcome.error
  throw new Error(`answered ${JSON.stringify(outcome.value)}`)
}

export function timeSince(start: number): number {
  return performance.now() - start
}
