import { randomUUID } from 'node:crypto'

import {
  random,
  type Call,
  type ChildOptions,
  type EventBody,
  type Json,
  type OnceOptions,
  type Pay,
  type Random,
  type RequestFacts,
} from '@textgrad/core'
import { abortable } from '@textgrad/host'

import { checkSize } from './checks.ts'
import type { Answer, Asked, AskedModel, ToldEvent } from './messages.ts'
import { fromWire, toWire } from './wire-error.ts'

/** What the places of a job on a worker share. */
export interface Remote {
  /** Path of the job's own place. */
  readonly base: string
  readonly ask: (asked: Asked) => Promise<Answer>
  /** What was told so far; it goes with the evaluation. */
  readonly events: ToldEvent[]
  /** What is being done, and is to be kept. */
  readonly underWay: Set<Promise<unknown>>
}

interface Where {
  /** Below the job's own place. */
  readonly place: string
  readonly step: number
  readonly seed: number
  readonly sample: number
  readonly signal?: AbortSignal | undefined
  readonly stop?: AbortSignal | undefined
  readonly watch?: (() => void) | undefined
}

/**
 * A place of a run on another machine: what is to be done once is asked for there, where the run is kept, before it is done,
 * and its result is kept there before it is used here.
 */
export class RemoteCall implements Call {
  readonly path: string
  readonly step: number
  readonly seed: number
  readonly sample: number
  readonly signal?: AbortSignal
  readonly #remote: Remote
  readonly #where: Where
  readonly #given = new Map<string, number>()
  #random: Random | undefined

  constructor(remote: Remote, where: Where) {
    this.#remote = remote
    this.#where = where
    this.path = join(remote.base, where.place)
    this.step = where.step
    this.seed = where.seed
    this.sample = where.sample
    if (where.signal) this.signal = where.signal
  }

  get random(): Random {
    return (this.#random ??= random(this.seed, this.path))
  }

  emit(event: EventBody): void {
    this.#where.watch?.()
    const { place, step } = this.#where
    // As it is now: what it tells of may change before it is sent.
    const body = JSON.parse(JSON.stringify(event)) as ToldEvent['body']
    this.#remote.events.push({ place, step, body })
  }

  child(name: string, { stop, watch, ...changed }: ChildOptions = {}): Call {
    const where = this.#where
    return new RemoteCall(this.#remote, {
      ...where,
      ...changed,
      place: join(where.place, name),
      stop: both(where.stop, stop),
      // As in a run: the watch of the nearest place hears of it.
      watch: watch ?? where.watch,
    })
  }

  unique(name: string): string {
    const before = this.#given.get(name) ?? 0
    this.#given.set(name, before + 1)
    return before === 0 ? name : `${name}.${before}`
  }

  async once<T>(key: string, run: (pay?: Pay) => Promise<T>, options: OnceOptions<T> = {}): Promise<T> {
    this.signal?.throwIfAborted()
    this.#where.stop?.throwIfAborted()
    this.#where.watch?.()
    const { underWay } = this.#remote
    const work = this.#keep(key, run, options)
    underWay.add(work)
    try {
      return await work
    } finally {
      underWay.delete(work)
    }
  }

  async #keep<T>(key: string, run: (pay: Pay) => Promise<T>, options: OnceOptions<T>): Promise<T> {
    const id = randomUUID()
    const { cost } = options
    const begun = await this.#ask({
      op: 'once',
      id,
      place: this.#where.place,
      key,
      hash: options.hash?.() ?? '',
      ...(cost && { cost: { purpose: cost.purpose, reserve: known(cost.reserve) } }),
    })
    const result = begun.go ? await this.#make(id, run, options) : (begun.kept?.result as T)
    await options.tell?.(result)
    return result
  }

  /** Does what is not done yet, and has it kept. */
  async #make<T>(id: string, run: (pay: Pay) => Promise<T>, options: OnceOptions<T>): Promise<T> {
    let result: T
    let text: string | undefined
    try {
      result = await run(this.#payFor(id))
      text = JSON.stringify(result) as string | undefined
      if (text !== undefined) checkSize('The result', text)
    } catch (error) {
      // What it failed at is the run's to count; the error itself goes on here.
      await this.#remote.ask({ op: 'end', of: id, error: toWire(error) })
      throw error
    }
    const spent = options.cost?.spent(result)
    await this.#ask({
      op: 'end',
      of: id,
      ...(text !== undefined && { result: JSON.parse(text) as Json }),
      ...(spent && { spent: known(spent) }),
      inPieces: options.inPieces?.() ?? false,
    })
    return result
  }

  #payFor(once: string): Pay {
    return async (request, about) => {
      const id = randomUUID()
      await this.#ask({ op: 'pay', id, once, ...(about && { model: known(askedModel(about)) }) })
      try {
        const result = await request()
        await this.#ask({ op: 'end', of: id, ...(about && { reply: known(about.told(result)) }) })
        return result
      } catch (error) {
        await this.#remote.ask({ op: 'end', of: id, error: toWire(error) })
        throw error
      }
    }
  }

  /** An answer that lets this go on. */
  async #ask(asked: Asked): Promise<Answer> {
    const answer = await abortable(this.#remote.ask(asked), this.signal)
    if (answer.over) throw new DOMException('Nobody waits for this evaluation any more', 'AbortError')
    if (answer.error) throw fromWire(answer.error)
    return answer
  }
}

function join(path: string, name: string): string {
  return path === '' || name === '' ? path + name : `${path}/${name}`
}

function both(a: AbortSignal | undefined, b: AbortSignal | undefined): AbortSignal | undefined {
  return a && b ? AbortSignal.any([a, b]) : (a ?? b)
}

function askedModel({ engine, address, promptTokens, maxTokens }: RequestFacts<never>): AskedModel {
  return { engine, address, promptTokens: promptTokens(), maxTokens }
}

/** Without what is undefined, which JSON does not have. */
function known<T>(facts: T): T {
  return JSON.parse(JSON.stringify(facts)) as T
}
