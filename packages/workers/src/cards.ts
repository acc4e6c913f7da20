import { z } from 'zod'

import { aliveKey } from './mailbox.ts'
import { needsSchema } from './needs.ts'
import type { RedisLink } from './redis.ts'
import { wantedSchema } from './wanted.ts'

/** Seconds after which somebody who shows no card any more is gone. */
const aliveSeconds = 15
const listSeconds = 3600

/** Who evaluates, or has evaluations made: a card for each, which is gone when it is not shown again and again. */
type Kind = 'runs' | 'workers'

const runCard = z.strictObject({ wants: z.array(wantedSchema) })
const workerCard = z.strictObject({
  host: z.string().max(300),
  tasks: z.array(z.string().max(64)),
  version: z.string().max(100).optional(),
  has: needsSchema,
})
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
    await this.#show('runs', id, card)
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

  async remove(kind: Kind, id: string): Promise<void> {
    await this.#link.commands.multi().del(aliveKey(this.#queue, id)).srem(this.#list(kind), id).exec()
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
    const { commands } = this.#link
    const ids = await commands.smembers(this.#list(kind))
    if (ids.length === 0) return []
    const texts = await commands.mget(ids.map((id) => aliveKey(this.#queue, id)))
    const gone = ids.filter((_, index) => texts[index] === null)
    if (gone.length > 0) await commands.srem(this.#list(kind), gone)
    return texts.flatMap((text) => {
      const read = schema.safeParse(parse(text))
      return read.success ? [read.data] : []
    })
  }
}

function parse(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return undefined
  }
}
