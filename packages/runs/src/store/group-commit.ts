import type { StoreError } from '@textgrad/core'

import type { Database } from './database.ts'
import { isFull, storeFailure } from './failure.ts'
import type { Spare } from './spare.ts'

/** Whose writes they are. */
export interface Writer {
  /** Is called before the first of its writes in each transaction; what it throws fails all of them. */
  begin(): void
}

interface Waiting {
  readonly writer: Writer
  write(): unknown
  resolve(value: unknown): void
  reject(error: StoreError): void
}

/**
 * Writes that arrive in one turn of the event loop are one transaction: many calls at once wait for the disk once. A
 * promise resolves when what it stands for is on the disk.
 */
export class GroupCommit {
  readonly #database: Database
  readonly #spare: Spare
  readonly #onCommit: () => void
  #waiting: Waiting[] = []

  constructor(database: Database, spare: Spare, onCommit: () => void) {
    this.#database = database
    this.#spare = spare
    this.#onCommit = onCommit
  }

  add<T>(writer: Writer, write: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.flush())
      this.#waiting.push({ writer, write, resolve, reject })
    })
  }

  /** Commits what waits, now. */
  flush(): void {
    const group = this.#waiting
    this.#waiting = []
    if (group.length === 0) return
    let results: unknown[]
    try {
      results = this.#commit(group)
    } catch (error) {
      const failure = storeFailure(this.#database.file, error)
      for (const one of group) one.reject(failure)
      return
    }
    for (const [index, one] of group.entries()) one.resolve(results[index])
    this.#onCommit()
  }

  #commit(group: readonly Waiting[]): unknown[] {
    const writers = new Set(group.map(({ writer }) => writer))
    const all = (): unknown[] =>
      this.#database.transaction(() => {
        for (const writer of writers) writer.begin()
        return group.map((one) => one.write())
      })
    try {
      return all()
    } catch (error) {
      if (!isFull((error as Error).cause) || !this.#spare.release()) throw error
      // What is in hand was paid for: it is kept in the room that was set aside for it.
      return all()
    }
  }
}
