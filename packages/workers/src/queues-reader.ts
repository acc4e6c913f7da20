import { refusal, whyNone } from './desertion.ts'
import { knownQueues, type KnownQueues } from './known-queues.ts'
import { atOnce } from './needs.ts'
import { countJobs, holdsJobs, lastReasons, leftJobs, type JobCounts } from './queue-jobs.ts'
import type { QueueSeen, QueuesSeen, RunSeen, WorkerSeen } from './queues-seen.ts'
import type { RedisLink } from './redis.ts'
import { queueOf, type Wanted } from './wanted.ts'

/** Ids of jobs that are looked through in a millisecond, at most: looking is to cost Redis little. */
const idsPerMillisecond = 2

interface Shown {
  readonly name: string
  readonly wanted: Wanted
  readonly counts: JobCounts
}

/** Reads what there is, again and again. */
export class QueuesReader {
  readonly #link: RedisLink
  readonly #queue: string
  readonly #left = new Map<string, { readonly count: number; readonly at: number }>()

  constructor(link: RedisLink, queue: string) {
    this.#link = link
    this.#queue = queue
  }

  async read(): Promise<QueuesSeen> {
    const known = await knownQueues(this.#link, this.#queue)
    const counted = await countJobs(this.#link, [...known.all.keys()])
    const shown = [...known.all].flatMap(([name, wanted]): Shown[] => {
      const counts = counted.get(name)!
      return known.wanted.has(name) || holdsJobs(counts) ? [{ name, wanted, counts }] : []
    })
    const queues = await Promise.all(shown.map((one) => this.#queueSeen(one, known)))
    const workers = [...known.workers].map(([id, card]): WorkerSeen => {
      const { jobs, version, ...able } = card
      const takes = queues.filter((one) => refusal(card, one) === undefined).length
      return { id, ...able, ...(version !== undefined && { version }), ...jobs, takes }
    })
    return {
      state: 'there',
      address: this.#link.address,
      queue: this.#queue,
      at: Date.now(),
      queues: queues.toSorted(by(({ task, version, needs }) => JSON.stringify([task, version, needs]))),
      workers: workers.toSorted(by(({ host, id }) => JSON.stringify([host, id]))),
    }
  }

  /** What was counted is counted again. */
  forget(): void {
    this.#left.clear()
  }

  async #queueSeen({ name, wanted, counts }: Shown, { runs, workers }: KnownQueues): Promise<QueueSeen> {
    const cards = [...workers.values()]
    const fitting = cards.filter((card) => refusal(card, wanted) === undefined)
    const { task, version, needs } = wanted
    const waitFor = [...runs.values()].flatMap(({ host, run, wants }) =>
      wants
        .filter((one) => queueOf(this.#queue, one) === name)
        .map(({ open, held, done }): RunSeen => ({ host, ...(run && { run }), open, held, done })),
    )
    const take = fitting.map(({ host, concurrency, has }) => ({
      host,
      atOnce: atOnce(concurrency, has, needs),
    }))
    return {
      task,
      version,
      needs,
      ...counts,
      reasons: counts.refused > 0 ? await lastReasons(this.#link, name) : [],
      left: await this.#leftIn(name, counts, new Set(runs.keys())),
      runs: waitFor,
      workers: take.toSorted(by(({ host }) => host)),
      whyNone: fitting.length > 0 ? '' : whyNone(wanted, cards),
    }
  }

  async #leftIn(
    name: string,
    { waiting, active }: JobCounts,
    waitedBy: ReadonlySet<string>,
  ): Promise<number> {
    const all = waiting + active
    if (waitedBy.size === 0 || all === 0) return all
    const known = this.#left.get(name)
    const now = performance.now()
    if (known && now - known.at < all / idsPerMillisecond) return Math.min(all, known.count)
    let count = 0
    for await (const ids of leftJobs(this.#link, name, { waitedBy })) count += ids.length
    this.#left.set(name, { count, at: now })
    return Math.min(all, count)
  }
}

/** Compares by what `key` says of each. */
function by<T>(key: (one: T) => string): (a: T, b: T) => number {
  return (a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b)))
}
