import { abortable } from './abortable.ts'
import type { Budget, Spend, SpendPurpose } from './budget.ts'
import type { EventBody, RunEvent } from './event.ts'
import type { Journal } from './journal.ts'
import { commit } from './once.ts'
import type { Pay } from './payments.ts'
import { random, type Random } from './random.ts'

/**
 * The place in a run where something is done: it is passed down to every op, strategy and evaluator, names
 * what they do by a path, and carries what they share: events, randomness, the journal, the budget, abortion.
 */
export interface Call {
  readonly path: string
  readonly step: number
  /** The seed of the run; randomness comes from (seed, path). */
  readonly seed: number
  /** Which sample of a model's replies is asked for here: another one in the steps after a fork (default: 0). */
  readonly sample: number
  readonly signal?: AbortSignal
  /** Random numbers of this path. */
  readonly random: Random
  emit(event: EventBody): void | Promise<void>
  /** A place below this one. Concurrent branches each get a child of their own. */
  child(name: string, options?: ChildOptions): Call
  /** `name`, or `name.1`, `name.2` ... when this call has given it out before. */
  unique(name: string): string
  /**
   * The committed result of `key` at this path; `run` is called if there is none yet and never again after.
   * The result must be JSON. Where a result is kept or paid for, `run` is given what makes further requests for it within
   * the budget.
   */
  once<T>(key: string, run: (pay?: Pay) => Promise<T>, options?: OnceOptions<T>): Promise<T>
}

export interface ChildOptions {
  readonly step?: number
  /** Is called whenever something at this place or below it tells or keeps something. */
  readonly watch?: () => void
  /** Replaces the signal of this call. */
  readonly signal?: AbortSignal
  /** Replaces the seed of this call. */
  readonly seed?: number
  /** Replaces the sample of this call. */
  readonly sample?: number
  /**
   * Once it is aborted nothing is begun below this place any more. What is under way is broken off, unless it is kept:
   * then it comes to its end, as it may be paid.
   */
  readonly stop?: AbortSignal
}

export interface OnceOptions<T> {
  /** Tells requests of the same key apart: a committed result counts only for the same hash. */
  readonly hash?: () => string
  /**
   * Asked when the work is done: whether it is not to be kept as a whole, because it told or kept what it did piece by
   * piece. A resumed run then does it again over those pieces, and tells and counts the same.
   */
  readonly inPieces?: () => boolean
  /** Tells the run of the result, new or committed before: at the same time as it is committed. */
  readonly tell?: (result: T) => void | Promise<void>
  /** What it is paid with: set aside before, settled after. */
  readonly cost?: {
    readonly purpose: SpendPurpose
    readonly reserve: Partial<Spend>
    spent(result: T): Partial<Spend>
  }
}

export interface CallOptions {
  readonly path?: string
  readonly seed?: number
  readonly sample?: number
  readonly signal?: AbortSignal | undefined
  /** Once it is aborted nothing is begun any more; unlike `signal`, it lets what is under way come to its end. */
  readonly pause?: AbortSignal | undefined
  readonly emit?: ((event: RunEvent) => void | Promise<void>) | undefined
  readonly journal?: Journal | undefined
  readonly budget?: Budget | undefined
  /** The clock of the events, milliseconds since 1970. */
  readonly now?: () => number
  readonly watch?: () => void
}

/** The root of a run's calls. Ops that are given no call run as their own root, silently. */
export function rootCall(options: CallOptions = {}): RootCall {
  return new Place(options, { path: options.path ?? '', step: 0, shared: { underWay: new Set() } })
}

export interface RootCall extends Call {
  /** Begins nothing any more and waits for what is under way, so that it is kept; after an abort there is no waiting. */
  finish(): Promise<void>
}

/** What all calls of a run share. */
interface Shared {
  /** Why an event could not be kept: nothing may go on after that. */
  failure?: { readonly error: unknown }
  /** Work that is to be committed. */
  readonly underWay: Set<Promise<unknown>>
  finished?: true
}

class Place implements RootCall {
  readonly path: string
  readonly step: number
  readonly signal?: AbortSignal
  readonly #options: CallOptions
  readonly #shared: Shared
  #random: Random | undefined
  #given: Map<string, number> | undefined

  constructor(options: CallOptions, place: { path: string; step: number; shared: Shared }) {
    this.#options = options
    this.#shared = place.shared
    this.path = place.path
    this.step = place.step
    if (options.signal) this.signal = options.signal
  }

  get seed(): number {
    return this.#options.seed ?? 0
  }

  get sample(): number {
    return this.#options.sample ?? 0
  }

  get random(): Random {
    return (this.#random ??= random(this.seed, this.path))
  }

  emit(event: EventBody): void | Promise<void> {
    const { emit, now = Date.now } = this.#options
    this.#goOn()
    this.#options.watch?.()
    if (!emit) return undefined
    const told = emit({ step: this.step, path: this.path, at: now(), ...event })
    // Who does not wait for it, such as a sum, is stopped at the next thing it does.
    told?.catch((error: unknown) => {
      this.#shared.failure ??= { error }
    })
    return told
  }

  child(name: string, { step = this.step, stop, ...changed }: ChildOptions = {}): Call {
    const place = { path: this.#below(name), step, shared: this.#shared }
    if (!stop && Object.keys(changed).length === 0) return new Place(this.#options, place)
    const options = { ...this.#options, ...changed }
    return new Place(stop ? stopped(options, stop) : options, place)
  }

  unique(name: string): string {
    this.#given ??= new Map()
    const before = this.#given.get(name) ?? 0
    this.#given.set(name, before + 1)
    return before === 0 ? name : `${name}.${before}`
  }

  async once<T>(key: string, run: (pay?: Pay) => Promise<T>, once: OnceOptions<T> = {}): Promise<T> {
    this.signal?.throwIfAborted()
    this.#options.pause?.throwIfAborted()
    if (this.#shared.finished) throw new DOMException('The run has ended', 'AbortError')
    this.#goOn()
    const { journal, budget, watch } = this.#options
    watch?.()
    if (journal || budget)
      return this.#keep(commit(this.#options, this.#below(key), { run, signal: this.signal, ...once }))
    // A loop of one's own keeps nothing: then there is nothing to do but the work.
    const result = await run()
    await once.tell?.(result)
    return result
  }

  async finish(): Promise<void> {
    this.#shared.finished = true
    await abortable(Promise.allSettled(this.#shared.underWay), this.signal).catch(() => undefined)
  }

  async #keep<T>(work: Promise<T>): Promise<T> {
    const { underWay } = this.#shared
    underWay.add(work)
    try {
      return await work
    } finally {
      underWay.delete(work)
    }
  }

  #goOn(): void {
    if (this.#shared.failure) throw this.#shared.failure.error
  }

  #below(name: string): string {
    return this.path === '' || name === '' ? this.path + name : `${this.path}/${name}`
  }
}

function stopped(options: CallOptions, stop: AbortSignal): CallOptions {
  const { journal, pause, signal } = options
  return journal ? { ...options, pause: either(pause, stop) } : { ...options, signal: either(signal, stop) }
}

function either(a: AbortSignal | undefined, b: AbortSignal): AbortSignal {
  return a ? AbortSignal.any([a, b]) : b
}
