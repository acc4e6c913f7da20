import { workerModule, workerPool, type WorkerPool } from '@textgrad/host'

import type { Database } from './database.ts'

/** Pages in the log from which on it is emptied into the file: 8 MB. */
const many = 2000
/** From which on commits wait for the thread, which a busy machine may keep from its work: 24 MB. */
const most = 6000
/** After so many commits is looked how long the log is. */
const interval = 16

export interface CheckpointRequest {
  readonly file: string
}

/**
 * Empties the log into the file in a thread, so that nobody waits for it. What is committed meanwhile makes the log longer;
 * so while the rest is emptied, commits are held back for some milliseconds.
 */
export class Checkpoints implements AsyncDisposable {
  readonly #database: Database
  readonly #pool: WorkerPool<CheckpointRequest, boolean>
  #commits = 0
  /** The length of the log from which on the next try is made. */
  #next = many
  #underWay: Promise<void> | undefined
  #released: Promise<void> | undefined

  constructor(database: Database) {
    this.#database = database
    this.#pool = workerPool(workerModule(import.meta.url, 'checkpoint.worker'), { size: 1 })
  }

  /** While commits are to be held back: resolves when that is over. */
  get released(): Promise<void> | undefined {
    return this.#released
  }

  /** Is to be told of each commit. */
  committed(): void {
    if (++this.#commits % interval > 0) return
    const { log } = this.#database.logLength()
    if (this.#underWay) {
      if (log >= most) this.#released ??= this.#underWay
      return
    }
    if (log < many) this.#next = many
    if (log < this.#next) return
    this.#next = log + many
    this.#underWay = this.#empty().finally(() => {
      this.#underWay = undefined
      this.#released = undefined
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#underWay
    await this.#pool[Symbol.asyncDispose]()
  }

  async #empty(): Promise<void> {
    if (!(await this.#checkpoint())) return
    const { log, checkpointed } = this.#database.logLength()
    if (log === checkpointed) return
    const released = Promise.withResolvers<void>()
    this.#released = released.promise
    await this.#checkpoint()
    this.#released = undefined
    released.resolve()
  }

  /** One that fails loses nothing: the log keeps everything, and grows until SQLite itself tries (`wal_autocheckpoint`). */
  async #checkpoint(): Promise<boolean> {
    return this.#pool.run({ file: this.#database.file }).catch(() => false)
  }
}
