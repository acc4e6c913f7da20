import { SystemError } from '@textgrad/core'

/**
 * Why a file could not be fetched: it is `missing` where it should be, its address or a redirect was `refused`, the server
 * gave another `status`, the `connection` broke off, nothing came in time (`timeout`), or what came had the wrong `size`
 * or `checksum`.
 */
export type DownloadFault = 'missing' | 'refused' | 'status' | 'connection' | 'timeout' | 'size' | 'checksum'

export interface DownloadErrorOptions {
  readonly kind: DownloadFault
  /** Whether the same request may succeed later (default: no). */
  readonly retryable?: boolean
  /** When to ask again, in milliseconds, where the server said so. */
  readonly retryAfter?: number | undefined
  readonly cause?: unknown
}

/** A file could not be fetched. The message names its address, without what is secret in it, and the rule. */
export class DownloadError extends SystemError {
  override name = 'DownloadError'
  readonly kind: DownloadFault
  readonly retryable: boolean
  readonly retryAfter: number | undefined

  constructor(message: string, about: DownloadErrorOptions) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause })
    this.kind = about.kind
    this.retryable = about.retryable ?? false
    this.retryAfter = about.retryAfter
  }
}
