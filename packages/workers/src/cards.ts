import { z } from 'zod'

import { aliveKey } from './mailbox.ts'
import { needsSchema } from './needs.ts'
import type { RedisLink } from './redis.ts'
import { queueOf, wantedSchema, type Wanted } from './wanted.ts'

/** Seconds after which somebody who shows no card any more is gone. */
const aliveSeconds = 15
const listSeconds = 3600

/** Who evaluates, or has evaluations made: a card for each, which is gone when it is not shown again and again. */
type Kind = 'runs' | 'workers'

const count = z.int().min(0)
const host = z.string().max(300)
const runWants = z.strictObject({
  ...wantedSchema.shape,
  /** Evaluations that it waits for. */
  open: count,
  /** Those of them that it holds back until fewer are in Redis. */
  held: count,
  done: count,
})
const name = z.string().max(64)
const runCard = z.strictObject({
  host,
  /** What the run is called where it is kept. */
  run: z.string().max(100).optional(),
  wants: z.array(runWants),
  /** The limits that its program uses and others may use, too. */
  shares: z.strictObject({ program: name, limits: z.array(name).max(100) }).optional(),
})
const workerCard = z.strictObject({
  host,
  tasks: z.array(z.string().max(64)),
  version: z.string().max(100).optional(),
  has: needsSchema,
  /** Jobs of a queue at once, at most. */
  concurrency: count,
  /** Jobs under way, and those that ended, by how they did. */
  jobs: z.strictObject({ running: count, done: count, over: count, refused: count }),
})
export type RunWants = z.infer<typeof runWants>
export type RunCard = z.infer<typeof runCard>
export type WorkerCard = z.infer<typeof workerCard>

/** The cards of one queue. */
export class Cards {
  readonly #link: RedisLink
  readonly #queue: string

  constructor(link: RedisLink, queue: string) {
    this.#link = link
    this.#queue = queue
  }

  async showRun(id: string, card: RunCard): Promise<void> {
    await Promise.all([this.#show('runs', id, card), ...card.wants.map((wanted) => this.nameQueue(wanted))])
  }

  async showWorker(id: string, card: WorkerCard): Promise<void> {
    await this.#show('workers', id, card)
  }

  async runs(): Promise<RunCard[]> {
    return this.#read('runs', runCard)
  }

  async workers(): Promise<WorkerCard[]> {
    return this.#read('workers', workerCard)
  }

  /** How many workers there are, about: some may be gone. */
  async countWorkers(): Promise<number> {
    return this.#link.commands.scard(this.#list('workers'))
  }

  /** Whose jobs are waited for; nothing is tidied up. */
  async runsById(): Promise<ReadonlyMap<string, RunCard>> {
    return new Map((await this.#look('runs', runCard)).found)
  }

  /** The workers that are there; nothing is tidied up. */
  async workersById(): Promise<ReadonlyMap<string, WorkerCard>> {
    return new Map((await this.#look('workers', workerCard)).found)
  }

  /** Notes that there is such a queue: what is in it outlives who put it there. */
  async nameQueue({ task, version, needs }: Wanted): Promise<void> {
    const wanted = { task, version, needs }
    await this.#link.commands.hset(this.#names, queueOf(this.#queue, wanted), JSON.stringify(wanted))
  }

  /** The queues that were named, by their names. */
  async queues(): Promise<ReadonlyMap<string, Wanted>> {
    const named = Object.entries(await this.#link.commands.hgetall(this.#names))
    return new Map(
      named.flatMap(([name, text]): [string, Wanted][] => {
        const read = wantedSchema.safeParse(parse(text))
        return read.success && queueOf(this.#queue, read.data) === name ? [[name, read.data]] : []
      }),
    )
  }

  async forgetQueue(name: string): Promise<void> {
    await this.#link.commands.hdel(this.#names, name)
  }

  async remove(kind: Kind, id: string): Promise<void> {
    await this.#link.commands.multi().del(aliveKey(this.#queue, id)).srem(this.#list(kind), id).exec()
  }

  get #names(): string {
    return `textgrad:${this.#queue}:queues`
  }

  #list(kind: Kind): string {
    return `textgrad:${this.#queue}:${kind}`
  }

  async #show(kind: Kind, id: string, card: object): Promise<void> {
    const list = this.#list(kind)
    await this.#link.commands
      .multi()
      .set(aliveKey(this.#queue, id), JSON.stringify(card), 'EX', aliveSeconds)
      .sadd(list, id)
      .expire(list, listSeconds)
      .exec()
  }

  async #read<T>(kind: Kind, schema: z.ZodType<T>): Promise<T[]> {
    const { found, gone } = await this.#look(kind, schema)
    if (gone.length > 0) await this.#link.commands.srem(this.#list(kind), gone)
    return found.map(([, card]) => card)
  }

  /** The cards that are there by their ids, and the ids of those that are gone. */
  async #look<T>(kind: Kind, schema: z.ZodType<T>): Promise<{ found: [string, T][]; gone: string[] }> {
    const { commands } = this.#link
    const ids = await commands.smembers(this.#list(kind))
    if (ids.length === 0) return { found: [], gone: [] }
    const texts = await commands.mget(ids.map((id) => aliveKey(this.#queue, id)))
    const gone = ids.filter((_, index) => texts[index] === null)
    const found = ids.flatMap((id, index): [string, T][] => {
      const read = schema.safeParse(parse(texts[index]))
      return read.success ? [[id, read.data]] : []
    })
    return { found, gone }
  }
}

function parse(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return undefined
  }
}
