import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import type { DataSet } from '@textgrad/core'

import { webAddress } from './address.ts'
import { dataFolder } from './data-folder.ts'
import { DownloadError } from './download-error.ts'
import { download } from './download.ts'
import { isInside, lastPart } from './place.ts'

export interface DownloadDataSetOptions {
  /** The folder of this set (default: `dataFolder(set.name)`). */
  readonly to?: string | undefined
  /** The folder, or the address of a mirror, that holds the set's files by their paths, instead of their own addresses. */
  readonly from?: string | undefined
  /** Files at once (default: 4). */
  readonly concurrency?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: DataSetProgress) => void) | undefined
  /** Of each file: see `download`. */
  readonly stallAfter?: number | undefined
  /** Of each file: see `download`. */
  readonly retryDelay?: number | undefined
}

export interface DataSetProgress {
  /** So many files are in place. */
  readonly files: number
  /** So many bytes are there, those of parts included. */
  readonly bytes: number
}

export interface DownloadedDataSet {
  readonly folder: string
  /** So many files were not there before. */
  readonly fetched: number
}

/**
 * Fetches the files of a data set that are not there yet, each as `download` does: what is there is checked and kept, so
 * that a set is gone on with after any end. Files that are missing at their source do not keep the others from coming.
 *
 * Rejects as `download` does with the first error, or for several missing files with one DownloadError that counts them; with
 * a TypeError for a set that can not be.
 */
export async function downloadDataSet(
  set: DataSet,
  options: DownloadDataSetOptions = {},
): Promise<DownloadedDataSet> {
  const { to: folder = dataFolder(set.name), concurrency = 4, signal } = options
  const files = filesOf(set)
  if (!(concurrency >= 1)) throw new RangeError(`concurrency must be at least 1, not ${concurrency}`)
  const tally = new Tally(options.onProgress)
  const broken = new AbortController()
  const stop = signal ? AbortSignal.any([signal, broken.signal]) : broken.signal
  const missing: DownloadError[] = []
  let fetched = 0
  const waiting = files.values()
  const worker = async (): Promise<void> => {
    for (const file of waiting) {
      try {
        const { isNew } = await download({
          ...options,
          ...file,
          name: file.path,
          to: join(folder, file.path),
          signal: stop,
          onProgress: ({ bytes }) => tally.see(file.path, bytes),
        })
        tally.finish(file.path, file.bytes)
        fetched += Number(isNew)
      } catch (error) {
        if (!(error instanceof DownloadError && error.kind === 'missing')) {
          broken.abort(error)
          throw error
        }
        missing.push(error)
      }
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: Math.min(concurrency, files.length) }, worker))
  signal?.throwIfAborted()
  if (ends.some(({ status }) => status === 'rejected')) throw broken.signal.reason
  if (missing.length > 0) throw missingFiles(missing, set)
  return { folder, fetched }
}

/** How many files of a data set are in a folder, by their sizes: whether they are right, `downloadDataSet` checks. */
export async function countFiles(set: DataSet, folder: string = dataFolder(set.name)): Promise<number> {
  const found = await Promise.all(
    filesOf(set).map(async ({ path, bytes }) => {
      const about = await stat(join(folder, path)).catch(() => undefined)
      return about?.isFile() === true && about.size === bytes
    }),
  )
  return found.filter(Boolean).length
}

interface File {
  readonly path: string
  readonly url: string
  readonly sha256: string
  readonly bytes: number
}

/** The files of a set, checked: their paths go into a folder. @throws TypeError that names the file and the rule */
function filesOf({ name, files }: DataSet): readonly File[] {
  if (!/^[a-z\d][a-z\d-]*$/.test(name))
    throw new TypeError(
      `The name of a data set must be small letters, digits and dashes, not ${JSON.stringify(name)}`,
    )
  const taken = new Set<string>()
  return files.map(({ url, path = lastPart(webAddress(`The url in ${name}`, url)), sha256, bytes }) => {
    if (!isInside(path))
      throw new TypeError(`${name}: ${JSON.stringify(path)} is no path of a file within a folder`)
    if (taken.has(path)) throw new TypeError(`${name}: two files have the path ${path}`)
    taken.add(path)
    return { path, url, sha256, bytes }
  })
}

/** What all files together tell of their progress. */
class Tally {
  readonly #bytes = new Map<string, number>()
  readonly #tell: DownloadDataSetOptions['onProgress']
  #files = 0

  constructor(tell: DownloadDataSetOptions['onProgress']) {
    this.#tell = tell
  }

  see(path: string, bytes: number): void {
    this.#bytes.set(path, bytes)
    this.#show()
  }

  finish(path: string, bytes: number): void {
    this.#files++
    this.see(path, bytes)
  }

  #show(): void {
    const bytes = this.#bytes.values().reduce((sum, one) => sum + one, 0)
    this.#tell?.({ files: this.#files, bytes })
  }
}

function missingFiles(missing: readonly DownloadError[], { name, files }: DataSet): DownloadError {
  const [first] = missing
  if (missing.length === 1) return first!
  return new DownloadError(
    `${missing.length} of ${files.length} files of ${name} are missing, such as ${first!.message}`,
    { kind: 'missing', cause: new AggregateError(missing) },
  )
}
