/** What comes of a file, until it is disposed of. */
export interface Delivery extends Disposable {
  /** Of the first byte: what was asked for, or 0 where the whole file comes. */
  readonly offset: number
  /** Bytes of the whole file, where it is told. */
  readonly total: number | undefined
  /** Stands for this content, and for no other. */
  readonly validator: string | undefined
  readonly body: AsyncIterable<Buffer>
}

export interface Demand {
  /** The first byte that is wanted. */
  readonly offset: number
  /** Of the content that the bytes before it are from. */
  readonly validator: string | undefined
  readonly signal: AbortSignal | undefined
}

/** A place that a file comes from. */
export interface Source {
  /** As it may be shown. */
  readonly name: string
  /** Rejects with a DownloadError; so does reading the body. */
  open(demand: Demand): Promise<Delivery>
}
