import { setTimeout as sleep } from 'node:timers/promises'

import { DownloadError } from './download-error.ts'
import type { DownloadProgress } from './download-options.ts'
import type { Part } from './part.ts'
import type { Delivery, Source } from './source.ts'

export interface TransferOptions {
  readonly source: Source
  readonly part: Part
  /** The size of the file, where it is known. */
  readonly bytes: number | undefined
  readonly maxBytes: number
  readonly retryDelay: number
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: DownloadProgress) => void) | undefined
}

/** So many failures in a row that bring less than `progress` bytes end it. */
const mostFailures = 5
const progress = 64 * 1024
/** What a server asks to wait at most, milliseconds: beyond that it is for the caller to come back. */
const longestWait = 60_000

/** Brings all bytes of a file into a part, over as many requests as it takes. */
export class Transfer {
  readonly #options: TransferOptions

  constructor(options: TransferOptions) {
    this.#options = options
  }

  /** Rejects with a DownloadError, a StoreError, or the reason of the signal. */
  async run(): Promise<void> {
    const { part, signal } = this.#options
    let failures = 0
    let farthest = part.bytes
    for (;;) {
      try {
        await this.#receive()
        return
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof DownloadError)) throw error
        if (error.kind === 'size') await part.discard()
        failures = part.bytes >= farthest + progress ? 1 : failures + 1
        farthest = Math.max(farthest, part.bytes)
        await this.#pause(error, failures)
      }
    }
  }

  /** Waits before the next try, or rejects with why there is none. */
  async #pause(error: DownloadError, failures: number): Promise<void> {
    const { retryDelay, signal } = this.#options
    const { retryable, retryAfter = 0, kind } = error
    if (!retryable) throw error
    if (failures >= mostFailures)
      throw new DownloadError(`${error.message}; ${failures} times in a row`, {
        kind,
        retryable,
        cause: error,
      })
    if (retryAfter > longestWait)
      throw new DownloadError(`${error.message} and asks to come back in ${Math.ceil(retryAfter / 1000)} s`, {
        kind,
        retryable,
        retryAfter,
        cause: error,
      })
    try {
      await sleep(Math.max(retryAfter, retryDelay * 2 ** (failures - 1)), undefined, { signal })
    } catch (reason) {
      signal?.throwIfAborted()
      throw reason
    }
  }

  /** One request. */
  async #receive(): Promise<void> {
    const { source, part, bytes = Number.POSITIVE_INFINITY, signal } = this.#options
    if (part.bytes > bytes) await part.empty()
    // All of it may have come before a kill.
    if (part.bytes > 0 && part.bytes === bytes) return
    using delivery = await source.open({ offset: part.bytes, validator: part.validator, signal })
    if (delivery.total !== undefined) this.#checkSize(delivery.total, this.#options.bytes !== undefined)
    if (delivery.offset !== part.bytes) await part.empty()
    await part.begin(delivery.validator)
    await this.#take(delivery)
  }

  async #take({ body, total: told }: Delivery): Promise<void> {
    const { part, bytes: total = told, signal, onProgress } = this.#options
    onProgress?.({ bytes: part.bytes, total })
    for await (const chunk of body) {
      signal?.throwIfAborted()
      this.#checkSize(part.bytes + chunk.length, false)
      await part.append(chunk)
      onProgress?.({ bytes: part.bytes, total })
    }
    if (total !== undefined && part.bytes < total) throw this.#cut(total)
  }

  /** @throws DownloadError 'size' for a file that is too large, or is not of the size that is known. */
  #checkSize(size: number, isWhole: boolean): void {
    const { source, bytes, maxBytes } = this.#options
    if (isWhole ? size === bytes : size <= maxBytes) return
    const expected = bytes === undefined ? `at most ${maxBytes}` : String(bytes)
    const found = isWhole ? String(size) : 'more'
    throw new DownloadError(`${source.name}: expected ${expected} bytes, got ${found}`, { kind: 'size' })
  }

  #cut(total: number): DownloadError {
    const { source, part } = this.#options
    const message = `${source.name}: the connection broke off after ${part.bytes} of ${total} bytes`
    return new DownloadError(message, { kind: 'connection', retryable: true })
  }
}
