import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, unlink, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { StoreError } from '@textgrad/core'

import { entriesIn, pathOf, staleIn, type Entry } from './content-cache-files.ts'
import { flushFolder } from './flush-folder.ts'

export interface ContentCacheOptions {
  /** About how much the cache may take in bytes; what was not used for longest goes first (default: 1 GiB). */
  readonly maxBytes?: number | undefined
}

/** Texts by keys that are derived from content, in files that several processes may share. Keys are SHA-256 in hexadecimal. */
export interface ContentCache {
  /** Undefined also for an entry that is damaged. */
  get(key: string): Promise<string | undefined>
  /**
   * The text is on the disk, as a whole, when this returns; one of more than nine tenths of the limit is not kept.
   * Throws TypeError for a text with lone surrogates, which no file gives back.
   */
  put(key: string, text: string): Promise<void>
  stat(): Promise<ContentCacheStat>
  /** Removes every entry, and nothing else that may be in the folder. */
  clear(): Promise<void>
}

export interface ContentCacheStat {
  readonly entries: number
  readonly bytes: number
}

/** Leaving some room spares a scan of the whole cache per entry. */
const leftAfterEviction = 0.9
const scanAfter = 0.1

/**
 * A cache in the folder `dir`, which is made on first use. An entry is written to a temporary file, flushed and renamed,
 * so a reader, and whoever comes after a kill -9 or a power cut, finds it whole or not at all; each carries its
 * checksum. Every method rejects with a StoreError naming the folder where it cannot be read or written.
 * @throws TypeError for a blank folder, RangeError for a size that is not above 0.
 */
export function contentCache(dir: string, { maxBytes = 2 ** 30 }: ContentCacheOptions = {}): ContentCache {
  if (dir.trim() === '') throw new TypeError('dir must name a folder')
  if (!(maxBytes > 0)) throw new RangeError(`maxBytes must be above 0, not ${maxBytes}`)
  return new FileCache(dir, maxBytes)
}

class FileCache implements ContentCache {
  readonly #dir: string
  readonly #maxBytes: number
  #opening: Promise<void> | undefined
  /** What was written since the cache was last measured. */
  #unmeasured = Number.POSITIVE_INFINITY
  #measured = 0
  #evicting: Promise<void> = Promise.resolve()

  constructor(dir: string, maxBytes: number) {
    this.#dir = dir
    this.#maxBytes = maxBytes
  }

  async get(key: string): Promise<string | undefined> {
    const path = pathOf(this.#dir, key)
    await this.#open()
    const bytes = await this.#orMissing(readFile(path))
    const text = bytes && readEntry(bytes)
    // The time of an entry is when it was last used; that it cannot be set costs it only its place in line.
    if (text !== undefined) await utimes(path, new Date(), new Date()).catch(() => {})
    return text
  }

  async put(key: string, text: string): Promise<void> {
    const path = pathOf(this.#dir, key)
    if (!text.isWellFormed()) throw new TypeError('text must be well-formed Unicode, without lone surrogates')
    const bytes = writeEntry(text)
    // It would be the next to go.
    if (bytes.length > this.#maxBytes * leftAfterEviction) return
    await this.#open()
    await this.#told(writeWhole(join(this.#dir, 'tmp', randomUUID()), path, bytes))
    this.#unmeasured += bytes.length
    this.#evicting = this.#evicting.catch(() => {}).then(() => this.#evict())
    await this.#told(this.#evicting)
  }

  async stat(): Promise<ContentCacheStat> {
    await this.#open()
    const entries = await this.#told(entriesIn(this.#dir))
    return { entries: entries.length, bytes: sumOf(entries) }
  }

  async clear(): Promise<void> {
    await this.#open()
    for (const { path } of await this.#told(entriesIn(this.#dir))) await this.#orMissing(unlink(path))
    this.#unmeasured = Number.POSITIVE_INFINITY
  }

  /** Makes the folder and proves that it can be written: before anything is paid for what could not be kept. */
  #open(): Promise<void> {
    this.#opening ??= this.#told(this.#prepare()).catch((error: unknown) => {
      this.#opening = undefined
      throw error
    })
    return this.#opening
  }

  async #prepare(): Promise<void> {
    await mkdir(join(this.#dir, 'tmp'), { recursive: true })
    const probe = join(this.#dir, 'tmp', randomUUID())
    await (await open(probe, 'wx')).close()
    await rm(probe, { force: true })
  }

  async #evict(): Promise<void> {
    const isDue = this.#unmeasured > this.#maxBytes * scanAfter
    if (!isDue && this.#measured + this.#unmeasured <= this.#maxBytes) return
    this.#unmeasured = 0
    for (const path of await staleIn(this.#dir)) await rm(path, { force: true })
    const entries = await entriesIn(this.#dir)
    this.#measured = sumOf(entries)
    if (this.#measured <= this.#maxBytes) return
    for (const { path, bytes } of entries.toSorted((a, b) => a.used - b.used)) {
      if (this.#measured <= this.#maxBytes * leftAfterEviction) break
      await rm(path, { force: true })
      this.#measured -= bytes
    }
  }

  async #told<T>(work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (cause) {
      throw new StoreError(`The cache in ${this.#dir} cannot be used: ${(cause as Error).message}`, { cause })
    }
  }

  async #orMissing<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      return this.#told(Promise.reject(cause as Error))
    }
  }
}

const sumOf = (entries: readonly Entry[]): number => entries.reduce((sum, { bytes }) => sum + bytes, 0)

const kind = 'textgrad-cache 1'
const checksum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** A line with the kind of file and the checksum of the rest, and the text. */
function writeEntry(text: string): Buffer {
  const body = Buffer.from(text)
  return Buffer.concat([Buffer.from(`${kind} ${checksum(body)}\n`), body])
}

function readEntry(bytes: Buffer): string | undefined {
  const end = bytes.indexOf('\n')
  const body = bytes.subarray(end + 1)
  const isWhole = bytes.subarray(0, Math.max(end, 0)).toString('latin1') === `${kind} ${checksum(body)}`
  return isWhole ? body.toString() : undefined
}

async function writeWhole(temporary: string, path: string, bytes: Uint8Array): Promise<void> {
  try {
    for (const folder of [dirname(temporary), dirname(path)]) await mkdir(folder, { recursive: true })
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await flushFolder(dirname(path))
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
