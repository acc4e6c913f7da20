import {
  around,
  type Engine,
  type EngineLayer,
  type GenerateRequest,
  type GenerateResult,
} from '@textgrad/core'
import { contentCache, SingleFlight, type ContentCache } from '@textgrad/host'

import { Askings } from './cache-askings.ts'
import { asHit, isKeepable, readEntry, writeEntry } from './cache-entry.ts'
import { questionOf, samplingOf } from './cache-key.ts'

export type CachedOptions = CachedIn & {
  /** Told, once, why replies are no longer kept; they are still returned (default: a warning of the process). */
  readonly warn?: (error: Error) => void
}

type CachedIn =
  | {
      /** A folder, made on first use, that several processes may share. */
      readonly dir: string
      /** About how much it may take in bytes (default: 1 GiB). */
      readonly maxBytes?: number
    }
  | { readonly store: ReplyStore }

/** Where replies are kept: a text under a SHA-256. */
export type ReplyStore = Pick<ContentCache, 'get' | 'put'>

interface Answer {
  readonly result: GenerateResult
  readonly isHit: boolean
}

/**
 * Keeps replies, so that the same request is bought once. At temperature 0 every asking has the same answer. Above
 * it each has its own: in a run the reply of a place is the one that any run got there, also where the run was resumed;
 * outside of a run the n-th asking of this layer has the n-th reply. So samples stay distinct, and another run gets them
 * in the same order. Requests that are equal and under way together share a reply, which is paid by one of them. Kept is only what
 * came whole: no error, refusal, cut or empty reply. A reply from the cache took nothing, and `usage.saved` says what it
 * took when it was bought. For language models, each by itself: what an engine chooses by the request's `seed` would be
 * lost, and a `route` of engines does not tell their settings.
 * Rejects with a StoreError where the folder cannot be used, before anything is paid; a reply that cannot be kept is
 * returned all the same. Throws TypeError for a blank folder, RangeError for a size that is not above 0.
 */
export function cached(options: CachedOptions): EngineLayer {
  const store = 'store' in options ? options.store : contentCache(options.dir, options)
  const replies = new Replies(store, options.warn ?? ((error) => process.emitWarning(error)))
  return (next) => around(next, (request) => replies.answer(next, request))
}

class Replies {
  readonly #store: ReplyStore
  readonly #warn: (error: Error) => void
  readonly #flights = new SingleFlight<Answer>()
  readonly #askings = new Askings()
  #hasWarned = false

  constructor(store: ReplyStore, warn: (error: Error) => void) {
    this.#store = store
    this.#warn = warn
  }

  async answer(next: Engine, request: GenerateRequest): Promise<GenerateResult> {
    const { signal } = request
    signal?.throwIfAborted()
    const question = questionOf(next, request)
    const isFixed = samplingOf(next, request).temperature === 0
    const asking = isFixed ? this.#askings.fixed(question) : this.#askings.sample(question, request)
    try {
      const { value, isFirst } = await this.#flights.join(asking.key, signal, (shared) =>
        this.#fetch(next, { ...request, signal: shared }, asking.key),
      )
      return value.isHit || !isFirst ? asHit(value.result) : value.result
    } catch (error) {
      asking.failed()
      throw error
    }
  }

  async #fetch(next: Engine, request: GenerateRequest, key: string): Promise<Answer> {
    const written = await this.#store.get(key)
    const kept = written === undefined ? undefined : readEntry(written)
    if (kept) return { result: kept, isHit: true }
    request.signal?.throwIfAborted()
    const result = await next.generate(request)
    if (isKeepable(request, result)) await this.#keep(key, result)
    return { result, isHit: false }
  }

  async #keep(key: string, result: GenerateResult): Promise<void> {
    try {
      await this.#store.put(key, writeEntry(result))
    } catch (error) {
      if (!this.#hasWarned) this.#warn(error as Error)
      this.#hasWarned = true
    }
  }
}
