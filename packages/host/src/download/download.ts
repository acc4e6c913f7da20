import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'

import { DownloadError } from './download-error.ts'
import { checkOptions, type DownloadOptions } from './download-options.ts'
import { Part, told } from './part.ts'
import { sourceOf } from './place.ts'
import type { Source } from './source.ts'
import { Transfer } from './transfer.ts'

export interface Downloaded {
  readonly path: string
  readonly bytes: number
  /** False if it was there already. */
  readonly isNew: boolean
}

/**
 * Fetches a file and puts it in its place once it is whole, checked and on the disk. One that is there with the right
 * checksum is not fetched again, any other is replaced.
 *
 * It is streamed into a part beside `to`, which is left when this ends early, also by kill -9, and gone on with next time
 * where the server can send the rest (Range, with If-Range where it told an ETag). A connection that breaks off or
 * stalls, and the statuses 408, 425, 429 and 5xx, are tried again: at most 4 times in a row without 64 KiB of progress,
 * after `retryDelay` times 1, 2, 4, 8, without jitter, or what the server asks for if that is at most a minute. Redirects
 * are followed to https or on the same host, at most 5, and not into a private network. Neither is plain http.
 *
 * Rejects with a DownloadError; with a StoreError where the file can not be written; with the reason of `signal`; with a
 * TypeError or RangeError for options that can not be.
 */
export async function download(options: DownloadOptions): Promise<Downloaded> {
  const { sha256, signal, onProgress, retryDelay = 500 } = options
  checkOptions(options)
  const source = sourceOf(options)
  const to = resolve(options.to)
  signal?.throwIfAborted()
  const there = await fileAt(to, signal)
  if (there?.sha256 === sha256) return { path: to, bytes: there.bytes, isNew: false }
  await using part = await Part.open(to)
  const transfer = new Transfer({
    source,
    part,
    bytes: options.bytes,
    maxBytes: options.bytes ?? options.maxBytes ?? defaultMaxBytes,
    retryDelay,
    signal,
    onProgress,
  })
  await verified(transfer, { source, part, sha256 })
  await part.complete()
  return { path: to, bytes: part.bytes, isNew: true }
}

const defaultMaxBytes = 4 * 2 ** 30

/** Receives the file; one that was put together from several deliveries and is wrong, once more in one go. */
async function verified(
  transfer: Transfer,
  { source, part, sha256 }: { source: Source; part: Part; sha256: string },
): Promise<void> {
  await transfer.run()
  if (part.digest() !== sha256 && !part.isFromOneGo) {
    await part.empty()
    await transfer.run()
  }
  const digest = part.digest()
  if (digest === sha256) return
  await part.discard()
  throw new DownloadError(`${source.name}: expected the SHA-256 ${sha256}, got ${digest}`, {
    kind: 'checksum',
  })
}

/** What a file holds; undefined where there is none. */
async function fileAt(
  path: string,
  signal: AbortSignal | undefined,
): Promise<{ sha256: string; bytes: number } | undefined> {
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      signal?.throwIfAborted()
      hash.update(chunk)
      bytes += chunk.length
    }
  } catch (error) {
    signal?.throwIfAborted()
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    return told(path, () => Promise.reject(error as Error))
  }
  return { sha256: hash.digest('hex'), bytes }
}
