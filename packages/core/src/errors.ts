/**
 * The system around the values failed: an engine, a worker, a store, a spent budget. Unlike an error of a
 * user's function, which says something about the value it was given, it can never be feedback on a value,
 * so it always reaches the caller. Packages that do input or output extend it.
 */
export class SystemError extends Error {
  override name = 'SystemError'
}

/** What an engine failed at; `paid` says whether the provider may have charged for the call. */
export class EngineError extends SystemError {
  override name = 'EngineError'
  readonly kind: EngineErrorKind
  readonly retryable: boolean
  readonly paid: 'no' | 'maybe' | 'yes'
  /** When to ask again, in milliseconds, where the provider said so. */
  readonly retryAfter?: number

  constructor(message: string, about: EngineErrorOptions) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause })
    this.kind = about.kind
    this.retryable = about.retryable ?? false
    this.paid = about.paid ?? 'no'
    if (about.retryAfter !== undefined) this.retryAfter = about.retryAfter
  }
}

export type EngineErrorKind =
  | 'unsupported'
  | 'configuration'
  | 'authentication'
  | 'quota'
  | 'rate-limit'
  | 'invalid-request'
  | 'context-length'
  | 'refused'
  | 'bad-reply'
  | 'connection'
  | 'timeout'
  | 'server'

export interface EngineErrorOptions {
  kind: EngineErrorKind
  /** Whether the same request may succeed later (default: no). */
  retryable?: boolean
  /** Whether the provider may have charged for it (default: no). */
  paid?: 'no' | 'maybe' | 'yes'
  /** Milliseconds. */
  retryAfter?: number | undefined
  cause?: unknown
}

/** A spend was refused because it would pass the limit; nothing was spent. */
export class BudgetExceeded extends SystemError {
  override name = 'BudgetExceeded'
}

/** The journal or the run store could not keep or give back what was asked of it. */
export class StoreError extends SystemError {
  override name = 'StoreError'
}

/** What a model wrote does not fit the value it should become; the message is sent back to the model. */
export class ParseError extends Error {
  override name = 'ParseError'
}

/** Whether `error` must reach the caller instead of becoming feedback on a value. */
export function propagates(error: unknown): boolean {
  return error instanceof SystemError || (error instanceof Error && error.name === 'AbortError')
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
