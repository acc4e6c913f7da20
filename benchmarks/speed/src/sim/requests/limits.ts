type LimitMode = 'bucket' | 'sliding' | 'fixed'

export interface LimitOptions {
  /** Requests and tokens per window; 0 is no limit. */
  readonly rpm: number
  readonly tpm: number
  readonly limitWindowMs: number
  readonly limitMode: LimitMode
  /** Size of a bucket as a share of its limit. */
  readonly burst: number
}

export interface Admission {
  readonly isAdmitted: boolean
  /** Milliseconds until it would be admitted. */
  readonly waitMs: number
  /** Which limit makes it wait longest. */
  readonly which: 'requests' | 'tokens'
  /** As providers tell them. */
  readonly headers: Readonly<Record<string, string>>
}

/** Requests and tokens per minute, as a provider enforces them. */
export class RateLimits {
  readonly #requests: Limit | undefined
  readonly #tokens: Limit | undefined

  constructor(options: LimitOptions) {
    this.#requests = limitOf(options.rpm, options)
    this.#tokens = limitOf(options.tpm, options)
  }

  /** Takes from the allowance only what is admitted. */
  admit(tokens: number, now: number): Admission {
    const forRequests = this.#requests?.waitFor(1, now) ?? 0
    const forTokens = this.#tokens?.waitFor(tokens, now) ?? 0
    const isAdmitted = forRequests <= 0 && forTokens <= 0
    if (isAdmitted) {
      this.#requests?.take(1, now)
      this.#tokens?.take(tokens, now)
    }
    return {
      isAdmitted,
      waitMs: Math.max(forRequests, forTokens),
      which: forRequests >= forTokens ? 'requests' : 'tokens',
      headers: { ...headersOf('requests', this.#requests, now), ...headersOf('tokens', this.#tokens, now) },
    }
  }
}

interface Limit {
  readonly limit: number
  /** Milliseconds until so many fit; what is more than the limit counts as the limit. */
  waitFor(amount: number, now: number): number
  take(amount: number, now: number): void
  remaining(): number
  /** Milliseconds until all of the limit is free again. */
  resetIn(now: number): number
}

function limitOf(limit: number, { limitMode, limitWindowMs, burst }: LimitOptions): Limit | undefined {
  if (!limit) return undefined
  if (limitMode === 'bucket') return new Bucket(limit, limitWindowMs, burst)
  return limitMode === 'sliding'
    ? new SlidingWindow(limit, limitWindowMs)
    : new FixedWindow(limit, limitWindowMs)
}

function headersOf(name: string, limit: Limit | undefined, now: number): Record<string, string> {
  if (!limit) return {}
  return {
    [`x-ratelimit-limit-${name}`]: String(limit.limit),
    [`x-ratelimit-remaining-${name}`]: String(Math.max(0, Math.floor(limit.remaining()))),
    [`x-ratelimit-reset-${name}`]: duration(Math.max(0, limit.resetIn(now))),
  }
}

function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.ceil(milliseconds)}ms` : `${(milliseconds / 1000).toFixed(3)}s`
}

/** A bucket that fills evenly: a burst may empty it. */
class Bucket implements Limit {
  readonly limit: number
  readonly #size: number
  readonly #perMs: number
  #level: number
  #filledAt: number | undefined

  constructor(limit: number, windowMs: number, burst: number) {
    this.limit = limit
    this.#size = Math.max(1, limit * burst)
    this.#perMs = limit / windowMs
    this.#level = this.#size
  }

  waitFor(amount: number, now: number): number {
    this.#fill(now)
    const needed = Math.min(amount, this.#size)
    return this.#level + 1e-9 >= needed ? 0 : (needed - this.#level) / this.#perMs
  }

  take(amount: number): void {
    this.#level -= amount
  }

  remaining(): number {
    return this.#level
  }

  resetIn(): number {
    return (this.#size - this.#level) / this.#perMs
  }

  #fill(now: number): void {
    const since = now - (this.#filledAt ?? now)
    this.#level = Math.min(this.#size, this.#level + since * this.#perMs)
    this.#filledAt = now
  }
}

/** What was taken within the last window counts, wherever that begins. */
class SlidingWindow implements Limit {
  readonly limit: number
  readonly #windowMs: number
  readonly #taken: { readonly at: number; readonly amount: number }[] = []
  #oldest = 0
  #sum = 0

  constructor(limit: number, windowMs: number) {
    this.limit = limit
    this.#windowMs = windowMs
  }

  waitFor(amount: number, now: number): number {
    this.#forget(now)
    const needed = Math.min(amount, this.limit)
    let free = this.limit - this.#sum
    if (free >= needed) return 0
    for (let index = this.#oldest; index < this.#taken.length; index++) {
      const { at, amount: freed } = this.#taken[index]!
      free += freed
      if (free >= needed) return at + this.#windowMs - now
    }
    return this.#windowMs
  }

  take(amount: number, now: number): void {
    this.#taken.push({ at: now, amount })
    this.#sum += amount
  }

  remaining(): number {
    return this.limit - this.#sum
  }

  resetIn(now: number): number {
    return this.#taken.length > this.#oldest ? this.#taken.at(-1)!.at + this.#windowMs - now : 0
  }

  #forget(now: number): void {
    for (; this.#oldest < this.#taken.length; this.#oldest++) {
      const { at, amount } = this.#taken[this.#oldest]!
      if (at > now - this.#windowMs) break
      this.#sum -= amount
    }
    if (this.#oldest <= 4096) return
    this.#taken.splice(0, this.#oldest)
    this.#oldest = 0
  }
}

/** Windows one after the other: two bursts may meet where one ends. */
class FixedWindow implements Limit {
  readonly limit: number
  readonly #windowMs: number
  #window = -1
  #sum = 0

  constructor(limit: number, windowMs: number) {
    this.limit = limit
    this.#windowMs = windowMs
  }

  waitFor(amount: number, now: number): number {
    const window = Math.floor(now / this.#windowMs)
    if (window !== this.#window) {
      this.#window = window
      this.#sum = 0
    }
    return this.#sum + Math.min(amount, this.limit) <= this.limit ? 0 : this.resetIn(now)
  }

  take(amount: number): void {
    this.#sum += amount
  }

  remaining(): number {
    return this.limit - this.#sum
  }

  resetIn(now: number): number {
    return (this.#window + 1) * this.#windowMs - now
  }
}
