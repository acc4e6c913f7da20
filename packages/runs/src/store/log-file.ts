import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs'

import { storeFailure } from './failure.ts'

/** How many syncs are under way at once: a second one need not wait for the first, and more gain nothing. */
const together = 2

type Sync = PromiseWithResolvers<void>

/**
 * The log of a store (`runs.db-wal`), which SQLite appends every commit to. It has written a commit when that returns, so
 * that the death of the process loses nothing; what is synced here survives the loss of power, too. On macOS, Node syncs
 * with F_FULLFSYNC.
 */
export class LogFile implements Disposable {
  readonly #store: string
  readonly #descriptor: number
  /** Those under way, in the order in which they began. */
  #running: Sync[] = []
  /** Of what was committed after the last one began. */
  #next: Sync | undefined
  #failure: Error | undefined

  /** The log is there from the first look into the store on until its last connection is closed. */
  constructor(store: string) {
    this.#store = store
    this.#descriptor = openSync(`${store}-wal`, 'r+')
  }

  /** Resolves when all that is committed now is on the disk; the event loop goes on meanwhile. */
  sync(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure)
    this.#next ??= Promise.withResolvers<void>()
    const { promise } = this.#next
    this.#begin()
    return promise
  }

  /** Returns when all that is committed now is on the disk. */
  syncNow(): void {
    if (this.#failure) throw this.#failure
    fdatasyncSync(this.#descriptor)
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor)
  }

  #begin(): void {
    const sync = this.#next
    if (!sync || this.#running.length >= together) return
    this.#next = undefined
    this.#running.push(sync)
    fdatasync(this.#descriptor, (error) => {
      if (error) this.#fail(error)
      else this.#end(sync)
    })
  }

  /** Those that began earlier covered less. */
  #end(sync: Sync): void {
    const place = this.#running.indexOf(sync)
    if (place === -1) return
    for (const one of this.#running.splice(0, place + 1)) one.resolve()
    this.#begin()
  }

  /** After one that failed the system may have forgotten what it was to write: no later one can be trusted. */
  #fail(error: Error): void {
    this.#failure ??= storeFailure(this.#store, error)
    const waiting = this.#next ? [...this.#running, this.#next] : this.#running
    this.#running = []
    this.#next = undefined
    for (const one of waiting) one.reject(this.#failure)
  }
}
