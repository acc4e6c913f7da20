import { closeSync, constants, existsSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'

import { StoreError } from '@textgrad/core'

import { storeFailure } from './failure.ts'

/** The number of the last event of a run that was acknowledged. */
interface Mark {
  readonly run: number
  readonly last: number
}

/** A number and its checksum for each run, at its number in the store. */
const slot = 16

/**
 * The number of the last event of each run that was acknowledged, in a file beside the store (`runs.db-marks`): a damaged
 * end of its log looks to SQLite like a shorter log. Written after what it tells is on the disk, so that the loss of power
 * never makes it tell more than was kept.
 */
export class Marks implements Disposable {
  readonly #store: string
  readonly #file: string
  #descriptor: number | undefined

  constructor(store: string) {
    this.#store = store
    this.#file = `${store}-marks`
  }

  put(run: number, last: number): void {
    try {
      this.#descriptor ??= openSync(this.#file, constants.O_RDWR | constants.O_CREAT)
      writeSync(this.#descriptor, slotOf(run, last), 0, slot, run * slot)
    } catch {
      // Without a mark nothing is known against the log. A disk that is full shows where something is to be kept.
    }
  }

  /**
   * Is called before the store is opened for writing, which would tidy up what is left of its log.
   * @throws StoreError if a run has fewer events than were acknowledged.
   */
  check(): void {
    const marks = this.#all()
    if (marks.length === 0) return
    for (const { last, found } of this.#compared(marks)) {
      if (last <= found) continue
      throw new StoreError(
        `The store ${this.#store} is damaged (a run has ${found} events, and ${last} were kept: the end of its log ${this.#store}-wal is missing, or it is an older copy); it was left as it is. Bring back what is missing, or remove ${this.#file} to go on without`,
      )
    }
  }

  /** Once nothing is to be told any more. */
  remove(): void {
    this[Symbol.dispose]()
    rmSync(this.#file, { force: true })
  }

  [Symbol.dispose](): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }

  #compared(marks: readonly Mark[]): readonly (Mark & { readonly found: number })[] {
    try {
      using connection = new DatabaseSync(this.#store, { readOnly: true, timeout: 10_000 })
      const last = connection.prepare('SELECT max(number) AS number FROM events WHERE run = ?')
      return marks.map((mark) => ({ ...mark, found: Number(last.get(mark.run)!['number'] ?? 0) }))
    } catch (error) {
      throw storeFailure(this.#store, error)
    }
  }

  /** One that was not written whole tells nothing. */
  #all(): readonly Mark[] {
    if (!existsSync(this.#file)) return []
    const bytes = readFileSync(this.#file)
    return Array.from({ length: Math.floor(bytes.length / slot) }, (_, run) => {
      const own = bytes.subarray(run * slot, (run + 1) * slot)
      const last = own.readDoubleLE()
      return { run, last: own.equals(slotOf(run, last)) ? last : 0 }
    })
  }
}

function slotOf(run: number, last: number): Buffer {
  const bytes = Buffer.alloc(slot)
  bytes.writeDoubleLE(last)
  bytes.writeUInt32LE(crc32(`${run} ${last}`), 8)
  return bytes
}
