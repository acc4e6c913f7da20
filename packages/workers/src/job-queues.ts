import { setTimeout as sleep } from 'node:timers/promises'

import { Queue } from 'bullmq'

import type { Cards } from './cards.ts'
import type { OpenJob } from './open-job.ts'
import { countJobs, holdsJobs } from './queue-jobs.ts'
import type { RedisLink } from './redis.ts'
import { queueOf } from './wanted.ts'

export interface JobQueuesOptions {
  readonly link: RedisLink
  readonly queue: string
  /** Who waits for the jobs. */
  readonly peer: string
  /** Jobs with a smaller one go first. */
  readonly priority: number
  /** Where each queue is named. */
  readonly cards: Cards
}

/** The queues of one evaluator in Redis, one for all jobs that want the same of a worker. */
export class JobQueues {
  readonly #options: JobQueuesOptions
  readonly #queues = new Map<string, Queue>()
  readonly #removing = new Set<Promise<unknown>>()

  constructor(options: JobQueuesOptions) {
    this.#options = options
  }

  /** Puts a job into its queue, where it stays as it is if it lies there already. */
  async put(open: OpenJob): Promise<void> {
    const { priority } = this.#options
    await this.#queueFor(open).add('evaluate', open.queued, {
      jobId: this.#idOf(open),
      attempts: 1,
      removeOnComplete: true,
      removeOnFail: true,
      ...(priority > 0 && { priority }),
    })
  }

  /** Those that are not in Redis. */
  async missing(jobs: readonly OpenJob[]): Promise<OpenJob[]> {
    const look = this.#options.link.commands.pipeline()
    for (const open of jobs) look.exists(this.#queueFor(open).toKey(this.#idOf(open)))
    const found = (await look.exec()) ?? []
    return jobs.filter((_, index) => found[index]?.[0] === null && found[index][1] === 0)
  }

  remove(open: OpenJob): void {
    const removed = this.#queueFor(open)
      .remove(this.#idOf(open))
      .catch(() => undefined)
      .finally(() => this.#removing.delete(removed))
    this.#removing.add(removed)
  }

  /** Resolves when all that is removed is gone, or Redis does not get on with it: thousands take seconds. */
  async removed(): Promise<void> {
    for (let before = Infinity; this.#removing.size > 0 && this.#removing.size < before;) {
      before = this.#removing.size
      await Promise.race([Promise.all(this.#removing), sleep(1000, undefined, { ref: false })])
    }
  }

  /** When all that is removed is gone: takes back the names of queues in which nothing lies. */
  async tidy(): Promise<void> {
    const { link, cards } = this.#options
    await Promise.all(this.#removing)
    for (const [name, counts] of await countJobs(link, [...this.#queues.keys()]))
      // Another run that wants it names it again within a second.
      if (!holdsJobs(counts)) await cards.forgetQueue(name)
  }

  close(): void {
    for (const queue of this.#queues.values()) queue.disconnect().catch(() => undefined)
  }

  #queueFor({ wanted }: OpenJob): Queue {
    const name = queueOf(this.#options.queue, wanted)
    const known = this.#queues.get(name)
    if (known) return known
    const queue = new Queue(name, {
      connection: this.#options.link.commands,
      // Nobody reads what BullMQ tells of its jobs.
      streams: { events: { maxLen: 10 } },
    })
    queue.on('error', () => undefined)
    this.#queues.set(name, queue)
    // Before a job is there; where Redis is gone it is named again later.
    this.#options.cards.nameQueue(wanted).catch(() => undefined)
    return queue
  }

  #idOf({ queued }: OpenJob): string {
    return `${this.#options.peer}-${queued.key}`
  }
}
