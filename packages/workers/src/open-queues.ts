import type { Needs } from '@textgrad/core'
import { Worker, type Job } from 'bullmq'
import type { Redis } from 'ioredis'

import { atOnce } from './needs.ts'
import type { RedisLink } from './redis.ts'
import { queueOf, type Wanted } from './wanted.ts'

export interface OpenQueuesOptions {
  readonly queue: string
  /** Jobs of each queue at once, at most. */
  readonly concurrency: number
  readonly lease: number
  readonly has: Needs
  readonly work: (job: Job, wanted: Wanted) => Promise<unknown>
}

/** Milliseconds that a queue stays open after it was wanted: what a run left behind that was killed is dropped. */
const linger = 60_000

interface Open {
  readonly worker: Worker
  readonly connection: Redis
  /** It is open only while it is wanted. */
  readonly isExtra: boolean
  lastWanted: number
  closing?: Promise<void>
}

/** The queues that a worker takes jobs from. */
export class OpenQueues {
  readonly #link: RedisLink
  readonly #options: OpenQueuesOptions
  readonly #open = new Map<string, Open>()

  constructor(link: RedisLink, options: OpenQueuesOptions) {
    this.#link = link
    this.#options = options
  }

  /** Takes jobs that want this, always. */
  take(wanted: Wanted): void {
    this.#take(wanted, false)
  }

  /** Takes also what is wanted now, and soon nothing more of what was wanted before. */
  follow(wants: readonly Wanted[]): void {
    const named = new Map(wants.map((wanted) => [queueOf(this.#options.queue, wanted), wanted]))
    const now = performance.now()
    for (const [name, wanted] of named) if (!this.#open.has(name)) this.#take(wanted, true)
    for (const [name, open] of this.#open) {
      if (named.has(name)) open.lastWanted = now
      else if (open.isExtra && now - open.lastWanted > linger) open.closing ??= this.#forget(name, open)
    }
  }

  /** Takes nothing any more; what is under way is finished, or else left. */
  async close(leaves = false): Promise<void> {
    const all = [...this.#open.values()]
    await Promise.all(all.map(({ worker, closing }) => (leaves || !closing ? worker.close(leaves) : closing)))
  }

  async #forget(name: string, { worker, connection }: Open): Promise<void> {
    await worker.close().catch(() => undefined)
    connection.disconnect()
    this.#open.delete(name)
  }

  #take(wanted: Wanted, isExtra: boolean): void {
    const { queue, concurrency, lease, has, work } = this.#options
    const name = queueOf(queue, wanted)
    const connection = this.#link.another()
    const worker = new Worker(name, (job) => work(job, wanted), {
      connection,
      concurrency: atOnce(concurrency, has, wanted.needs),
      lockDuration: lease,
      stalledInterval: Math.max(1000, lease / 2),
      // How often a job may be tried is for who waits for it to say.
      maxStalledCount: 1e9,
      runRetryDelay: 1000,
      removeOnFail: { count: 1000 },
    })
    // Redis that is gone is told of once, by its link; a lock that is lost by who waits for the job.
    worker.on('error', (error) => this.#link.refused(error))
    this.#open.set(name, { worker, connection, isExtra, lastWanted: performance.now() })
  }
}
