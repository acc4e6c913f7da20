import { Queue } from 'bullmq'

import { queueOf } from './mailbox.ts'
import type { OpenJob } from './open-job.ts'
import type { RedisLink } from './redis.ts'

/** The queues of one evaluator in Redis, one for each task. */
export class JobQueues {
  readonly #link: RedisLink
  readonly #name: string
  readonly #peer: string
  readonly #queues = new Map<string, Queue>()

  /** `peer` is who waits for the jobs. */
  constructor(link: RedisLink, name: string, peer: string) {
    this.#link = link
    this.#name = name
    this.#peer = peer
  }

  /** Puts a job into its queue, where it stays as it is if it lies there already. */
  async put(open: OpenJob): Promise<void> {
    const options = { jobId: this.#idOf(open), attempts: 1, removeOnComplete: true, removeOnFail: true }
    await this.#queueFor(open).add('evaluate', open.queued, options)
  }

  /** Those that are not in Redis. */
  async missing(jobs: readonly OpenJob[]): Promise<OpenJob[]> {
    const look = this.#link.commands.pipeline()
    for (const open of jobs) look.exists(this.#queueFor(open).toKey(this.#idOf(open)))
    const found = (await look.exec()) ?? []
    return jobs.filter((_, index) => found[index]?.[0] === null && found[index][1] === 0)
  }

  /** The tasks of these jobs that no worker takes. */
  async deserted(jobs: readonly OpenJob[]): Promise<string[]> {
    const ofTask = new Map(jobs.map((open) => [open.queued.job.run.task, open]))
    const looked = [...ofTask].map(async ([task, open]) => {
      const workers = await this.#queueFor(open).getWorkersCount()
      return workers === 0 ? [task] : []
    })
    return (await Promise.all(looked)).flat()
  }

  remove(open: OpenJob): void {
    this.#queueFor(open)
      .remove(this.#idOf(open))
      .catch(() => undefined)
  }

  close(): void {
    for (const queue of this.#queues.values()) queue.disconnect().catch(() => undefined)
  }

  #queueFor({ queued }: OpenJob): Queue {
    const { task } = queued.job.run
    const known = this.#queues.get(task)
    if (known) return known
    const queue = new Queue(queueOf(this.#name, task), {
      connection: this.#link.commands,
      // Nobody reads what BullMQ tells of its jobs.
      streams: { events: { maxLen: 10 } },
    })
    queue.on('error', () => undefined)
    this.#queues.set(task, queue)
    return queue
  }

  #idOf({ queued }: OpenJob): string {
    return `${this.#peer}-${queued.key}`
  }
}
