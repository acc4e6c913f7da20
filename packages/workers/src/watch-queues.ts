import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

import { Queue } from 'bullmq'

import { Cards } from './cards.ts'
import { checkQueue } from './checks.ts'
import { knownQueues } from './known-queues.ts'
import { countJobs, holdsJobs, leftJobs } from './queue-jobs.ts'
import { QueuesReader } from './queues-reader.ts'
import type { QueuesSeen } from './queues-seen.ts'
import { openRedis, type RedisLink } from './redis.ts'
import { WorkersError } from './workers-error.ts'

export interface WatchOptions {
  /** As runs and workers name it. */
  readonly redisUrl: string
  /** As runs and workers name it (default: textgrad). */
  readonly queue?: string
}

export interface QueuesWatch extends AsyncDisposable {
  /** What there is now. Only reads; Redis that is gone is a state of it, and the next look finds it again. */
  look(): Promise<QueuesSeen>
  /**
   * Removes the jobs that nobody waits for, unless a worker is still at them, and says how many there were.
   * @throws WorkersError 'unreachable' where Redis is gone.
   */
  clear(): Promise<number>
}

/**
 * Looks at the queues from outside: what waits in them and for whom, who works, and what nobody takes or waits for.
 * @throws TypeError for settings that are none, WorkersError 'unreachable' within five seconds.
 */
export async function watchQueues({ redisUrl, queue = 'textgrad' }: WatchOptions): Promise<QueuesWatch> {
  checkQueue(queue)
  const quiet = { tell: () => undefined, onBack: () => undefined, onlyReads: true }
  return new Watch(await openRedis({ redisUrl, hint: 'name another one', ...quiet }), queue)
}

/** Milliseconds after which a Redis that does not answer is gone, for now. */
const patience = 4000
/** Jobs that are removed at once. */
const together = 100

class Watch implements QueuesWatch {
  readonly #link: RedisLink
  readonly #queue: string
  readonly #reader: QueuesReader
  #seen: QueuesSeen
  #reading: Promise<QueuesSeen | undefined> | undefined

  constructor(link: RedisLink, queue: string) {
    this.#link = link
    this.#queue = queue
    this.#reader = new QueuesReader(link, queue)
    const { address } = link
    this.#seen = { state: 'gone', address, queue, at: Date.now(), queues: [], workers: [] }
  }

  async look(): Promise<QueuesSeen> {
    const seen = this.#link.commands.status === 'ready' ? await this.#soon() : undefined
    this.#seen = seen ?? { ...this.#seen, state: 'gone' }
    return this.#seen
  }

  async clear(): Promise<number> {
    if (this.#link.commands.status !== 'ready') {
      const message = `Redis is gone at ${this.#link.address}: nothing was removed`
      throw new WorkersError(message, { kind: 'unreachable' })
    }
    const { runs, all, wanted, served } = await knownQueues(this.#link, this.#queue)
    const waitedBy = new Set(runs.keys())
    let removed = 0
    for (const name of all.keys()) removed += await this.#clear(name, waitedBy)
    this.#reader.forget()
    const cards = new Cards(this.#link, this.#queue)
    for (const [name, counts] of await countJobs(this.#link, [...all.keys()]))
      if (!wanted.has(name) && !served.has(name) && !holdsJobs(counts)) await cards.forgetQueue(name)
    return removed
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]()
  }

  /** What there is, unless Redis takes too long to say so: who asks later hears the same answer. */
  async #soon(): Promise<QueuesSeen | undefined> {
    this.#reading ??= this.#reader
      .read()
      .catch(() => undefined)
      .finally(() => (this.#reading = undefined))
    const { commands } = this.#link
    const answered = new AbortController()
    const { signal } = answered
    const late = sleep(patience, undefined, { signal }).catch(() => undefined)
    const cut = once(commands, 'close', { signal }).then(
      () => undefined,
      () => undefined,
    )
    try {
      return await Promise.race([this.#reading, late, cut])
    } finally {
      answered.abort()
    }
  }

  async #clear(name: string, waitedBy: ReadonlySet<string>): Promise<number> {
    const found = await Array.fromAsync(leftJobs(this.#link, name, { waitedBy, refused: true }))
    const ids = [...new Set(found.flat())]
    if (ids.length === 0) return 0
    const queue = new Queue(name, { connection: this.#link.commands, skipMetasUpdate: true })
    queue.on('error', () => undefined)
    let removed = 0
    for (let from = 0; from < ids.length; from += together) {
      const gone = await Promise.all(ids.slice(from, from + together).map((id) => queue.remove(id)))
      removed += gone.reduce((sum, one) => sum + one, 0)
    }
    return removed
  }
}
