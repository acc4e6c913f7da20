export interface DownloadOptions {
  /** Where it was published. */
  readonly url: string
  /** Of the whole file, 64 hexadecimal digits. */
  readonly sha256: string
  /** The file that it becomes; its folder is made. */
  readonly to: string
  /** How many bytes it has, where that is known: anything else is refused as soon as it shows. */
  readonly bytes?: number | undefined
  /** At most so many bytes, where `bytes` is not known (default: 4 GiB). */
  readonly maxBytes?: number | undefined
  /**
   * A folder, or the http or https address of a mirror, that is asked instead of `url`. It may be in a private network.
   * Its query, such as a key, goes with every request.
   */
  readonly from?: string | undefined
  /** What the file is called in `from`, with slashes (default: the last part of `url`). */
  readonly name?: string | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined
  /** Milliseconds without a byte after which a connection counts as broken (default: 30,000). */
  readonly stallAfter?: number | undefined
  /** Milliseconds before the first retry; each further one in a row waits twice as long (default: 500). */
  readonly retryDelay?: number | undefined
}

export interface DownloadProgress {
  /** So many are there, those of an earlier try included. */
  readonly bytes: number
  readonly total: number | undefined
}

/** @throws TypeError or RangeError that names the option and the rule */
export function checkOptions(options: DownloadOptions): void {
  const { sha256, to, bytes, maxBytes, stallAfter, retryDelay } = options
  if (!/^[\da-f]{64}$/.test(sha256))
    throw new TypeError(`sha256 must be 64 small hexadecimal digits, not ${JSON.stringify(sha256)}`)
  if (to.trim() === '') throw new TypeError('to must name a file')
  for (const [name, value] of Object.entries({ bytes, maxBytes, stallAfter, retryDelay })) {
    if (value === undefined || (value >= 0 && Number.isFinite(value))) continue
    throw new RangeError(`${name} must be a number from 0 up, not ${value}`)
  }
}
