import type { StoreError } from '@textgrad/core'

import type { Checkpoints } from './checkpoints.ts'
import type { Database } from './database.ts'
import { isFull, storeFailure } from './failure.ts'
import type { Spare } from './spare.ts'

/** Whose writes they are. */
export interface Writer {
  /** Is called before the first of its writes in each transaction; what it throws fails all of them. */
  begin(): void
  /** Is called after the last of its writes in each transaction. What it gives is called when that is on the disk. */
  end(): () => void
}

interface Waiting {
  readonly writer: Writer
  /** Whether it waits for the disk. */
  readonly isForDisk: boolean
  write(): unknown
  resolve(value: unknown): void
  reject(error: StoreError): void
}

interface Committed {
  readonly results: readonly unknown[]
  readonly onDisk: () => void
}

/** Milliseconds until what nobody waits for is put on the disk, unless it comes there with something else. */
const notesWait = 10

function nothing(): void {}

export interface GroupCommitOptions {
  readonly database: Database
  readonly spare: Spare
  readonly checkpoints: Checkpoints
  readonly onDisk: () => void
}

/**
 * Writes that arrive in one turn of the event loop are one transaction, and what is committed while the disk is busy waits
 * for it together.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions
  #waiting: Waiting[] = []
  /** Transactions that are on their way to the disk. */
  readonly #underWay = new Set<Promise<void>>()
  #notes: NodeJS.Timeout | undefined

  constructor(options: GroupCommitOptions) {
    this.#options = options
  }

  /** Resolves when it is on the disk. */
  add<T>(writer: Writer, write: () => T): Promise<T> {
    return this.#add(writer, write, true)
  }

  /**
   * Resolves when it is committed: the death of the process does not undo it; the loss of power within the next
   * milliseconds may.
   */
  note<T>(writer: Writer, write: () => T): Promise<T> {
    return this.#add(writer, write, false)
  }

  /** Resolves when all that was added is on the disk, or has failed. */
  async drain(): Promise<void> {
    await this.#options.checkpoints.released
    this.#flush()
    this.#syncNotes()
    await Promise.all(this.#underWay)
  }

  #add<T>(writer: Writer, write: () => T, isForDisk: boolean): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => void this.#flushWhenReleased())
      this.#waiting.push({ writer, write, resolve, reject, isForDisk })
    })
  }

  async #flushWhenReleased(): Promise<void> {
    const { checkpoints } = this.#options
    if (checkpoints.released) await checkpoints.released
    this.#flush()
  }

  #flush(): void {
    const group = this.#waiting
    this.#waiting = []
    if (group.length === 0) return
    let committed: Committed
    try {
      committed = this.#commit(group)
    } catch (error) {
      const failure = storeFailure(this.#options.database.file, error)
      for (const one of group) one.reject(failure)
      return
    }
    this.#tell(group, committed)
    this.#options.checkpoints.committed()
  }

  #tell(group: readonly Waiting[], { results, onDisk }: Committed): void {
    const forDisk: (() => void)[] = []
    for (const [index, one] of group.entries()) {
      if (one.isForDisk) forDisk.push(() => one.resolve(results[index]))
      else one.resolve(results[index])
    }
    if (forDisk.length === 0) {
      this.#notes ??= setTimeout(() => this.#syncNotes(), notesWait).unref()
      return
    }
    const fail = (error: StoreError): void => {
      for (const one of group) if (one.isForDisk) one.reject(error)
    }
    this.#sync(() => {
      onDisk()
      for (const resolve of forDisk) resolve()
    }, fail)
  }

  /** If that fails, so will the next write that waits for the disk, and say why. */
  #syncNotes(): void {
    if (this.#notes) this.#sync(nothing, nothing)
  }

  #sync(succeed: () => void, fail: (error: StoreError) => void): void {
    clearTimeout(this.#notes)
    this.#notes = undefined
    const { database, onDisk } = this.#options
    const synced = database.synced().then(() => {
      succeed()
      onDisk()
    }, fail)
    const underWay = synced.finally(() => this.#underWay.delete(underWay))
    this.#underWay.add(underWay)
  }

  #commit(group: readonly Waiting[]): Committed {
    const { database, spare } = this.#options
    const writers = [...new Set(group.map(({ writer }) => writer))]
    const all = (): Committed =>
      database.commit(() => {
        for (const writer of writers) writer.begin()
        const results = group.map((one) => one.write())
        const ends = writers.map((writer) => writer.end())
        return { results, onDisk: () => ends.forEach((end) => end()) }
      })
    try {
      return all()
    } catch (error) {
      if (!isFull((error as Error).cause) || !spare.release()) throw error
      // What is in hand was paid for: it is kept in the room that was set aside for it.
      return all()
    }
  }
}
