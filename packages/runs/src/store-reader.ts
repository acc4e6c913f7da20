import { resolve } from 'node:path'

import type { ReadOptions, StoredEvent } from '@textgrad/core'

import { Database } from './store/database.ts'
import { EventLog } from './store/event-log.ts'
import { requireStore } from './store/file.ts'
import { Followers } from './store/followers.ts'
import { requireNewest } from './store/migrate.ts'
import { runInfo, type RunInfo } from './store/run-info.ts'
import { RunTable } from './store/run-table.ts'
import { SaidTable, type Said } from './store/said.ts'

/** How much is held at a time: values may be of megabytes. */
const page = { rows: 32, bytes: 4 << 20 }

/**
 * Opens a store that is there for reading alone: nothing is ever written, and whoever writes is not held up.
 * @throws StoreError (as a rejection) for a file that is missing, damaged, foreign or of another version.
 */
export async function openStoreToRead(file: string): Promise<StoreReader> {
  const path = resolve(file)
  requireStore(path)
  const database = new Database(path, { readOnly: true })
  try {
    requireNewest(database)
    return new StoreReader(database)
  } catch (error) {
    database[Symbol.dispose]()
    throw error
  }
}

/**
 * A store as those see it who look on. What is asked after the file was removed or replaced is rejected with a StoreError:
 * the one that is open is seen by nobody else.
 */
export class StoreReader implements AsyncDisposable {
  readonly #database: Database
  readonly #table: RunTable
  readonly #followers = new Followers()

  constructor(database: Database) {
    this.#database = database
    this.#table = new RunTable(database)
  }

  get file(): string {
    return this.#database.file
  }

  /** The ids of all runs, the oldest first. */
  async runs(): Promise<readonly string[]> {
    this.#database.checkFile()
    return this.#table.ids()
  }

  /** @throws StoreError if there is no such run. */
  async info(run: string): Promise<RunInfo> {
    this.#database.checkFile()
    return runInfo(this.#database, this.#table.get(run))
  }

  /** What a run tells, in the order in which it was told; `follow` waits for more until its signal is aborted. */
  async *read(run: string, options: ReadOptions = {}): AsyncGenerator<StoredEvent> {
    const { after = 0, follow = false, signal } = options
    const log = new EventLog(this.#database, this.#table.get(run).run)
    let last = after
    for (;;) {
      signal?.throwIfAborted()
      for (const { number, event } of log.read(last, page)) {
        last = number
        yield { number, event }
        signal?.throwIfAborted()
      }
      if (!follow || !(await this.#followers.wait(signal))) return
    }
  }

  /** How many events of a run were told and turned out not to have happened, since a resumed run told otherwise. */
  async gone(run: string): Promise<number> {
    return new EventLog(this.#database, this.#table.get(run).run).countGone()
  }

  /** What people said to a run, and what it asked them, in the order in which it was said. */
  async said(run: string): Promise<readonly Said[]> {
    return new SaidTable(this.#database, this.#table.get(run).run).after(0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#followers.end()
    this.#database[Symbol.dispose]()
  }
}
