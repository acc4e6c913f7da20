import { resolve } from 'node:path'

import {
  StoreError,
  type JournalEntry,
  type ReadOptions,
  type RunEvent,
  type RunStore,
  type StoredEvent,
} from '@textgrad/core'

import { findingsOf, type Findings } from './report/findings.ts'
import { Checkpoints } from './store/checkpoints.ts'
import { Database } from './store/database.ts'
import { HeldRun, type DurableRun, type Shared } from './store/durable-run.ts'
import { EventLog, type LoggedEvent } from './store/event-log.ts'
import { prepareFile } from './store/file.ts'
import { Followers } from './store/followers.ts'
import { forkRun } from './store/fork.ts'
import { GroupCommit } from './store/group-commit.ts'
import { releaseLock, takeLock } from './store/lock.ts'
import { Marks } from './store/marks.ts'
import { migrate } from './store/migrate.ts'
import type { RunPlan } from './store/plan.ts'
import { Replies } from './store/replies.ts'
import { runInfo, type RunInfo } from './store/run-info.ts'
import { RunTable, type RunRow } from './store/run-table.ts'
import { SaidTable, type Said } from './store/said.ts'
import { Spare } from './store/spare.ts'

export interface StoreOptions {
  /** Changes what is stored of an event, such as its prompts; the journal has to keep replies as they were. */
  readonly redact?: (event: RunEvent) => RunEvent
}

/**
 * Opens a file that keeps runs, and makes it where there is none. What a promise of it acknowledged outlives the process.
 * Any number of processes may have it open; each run is worked on by one.
 * @throws StoreError (as a rejection) for a file that is damaged, foreign, of a newer version or not to be written.
 */
export async function openStore(file: string, options: StoreOptions = {}): Promise<Store> {
  const path = resolve(file)
  prepareFile(path)
  new Marks(path).check()
  const database = new Database(path)
  try {
    database.check()
    migrate(database)
    return new Store(database, options)
  } catch (error) {
    database[Symbol.dispose]()
    throw error
  }
}

export class Store implements RunStore {
  readonly #database: Database
  readonly #shared: Shared
  readonly #table: RunTable
  readonly #checkpoints: Checkpoints
  readonly #followers = new Followers()
  readonly #open = new Map<string, HeldRun>()

  constructor(database: Database, { redact = (event) => event }: StoreOptions) {
    this.#database = database
    this.#table = new RunTable(database)
    this.#checkpoints = new Checkpoints(database)
    const spare = new Spare(database.file)
    const commits = new GroupCommit({
      database,
      spare,
      checkpoints: this.#checkpoints,
      onDisk: () => this.#followers.wake(),
    })
    this.#shared = { database, commits, spare, marks: new Marks(database.file), redact }
  }

  get file(): string {
    return this.#database.file
  }

  /** Begins a run; it is this process's until it is disposed. */
  async start(plan: RunPlan): Promise<DurableRun> {
    return this.#hold(() => this.#table.add(plan))
  }

  /**
   * Goes on with a run that was interrupted: the same program is run again over its journal.
   * @throws StoreError if there is none, if another process works on it (it is named), or if it is damaged.
   */
  async resume(run: string, change: Partial<RunPlan> = {}): Promise<DurableRun> {
    return this.#hold(() => {
      const row = this.#table.get(run)
      return { ...row, plan: { ...row.plan, ...change } }
    })
  }

  /**
   * Begins a run that shares the steps until `after` with another and goes on otherwise: its plan's `forks` are for
   * `optimize`. What is shared is not paid again.
   * @throws RangeError for a step that the run has not ended.
   */
  async fork(run: string, after: number, change: Partial<RunPlan> = {}): Promise<DurableRun> {
    return this.#hold(() => {
      const row = forkRun(this.#database, this.#table, { from: this.#table.get(run), after })
      return { ...row, plan: { ...row.plan, ...change } }
    })
  }

  /** Stores an event of a run that this store works on; its number. */
  async append(run: string, event: RunEvent): Promise<number> {
    const held = this.#open.get(run)
    if (!held) throw new StoreError(`The run ${run} is not open for writing: start or resume it first`)
    return held.append(event)
  }

  /** What a run tells, in the order in which it was told; `follow` waits for more until its signal is aborted. */
  async *read(run: string, options: ReadOptions = {}): AsyncGenerator<StoredEvent> {
    const { after = 0, follow = false, signal } = options
    const log = new EventLog(this.#database, this.#table.get(run).run)
    let last = after
    for (;;) {
      signal?.throwIfAborted()
      for (const { number, event } of log.read(last)) {
        last = number
        yield { number, event }
        signal?.throwIfAborted()
      }
      if (!follow || !(await this.#followers.wait(signal))) return
    }
  }

  /** What the program told of a run, without what the store added. */
  told(run: string): readonly RunEvent[] {
    const log = new EventLog(this.#database, this.#table.get(run).run)
    const events: LoggedEvent[] = [...log.read()]
    return events.flatMap(({ own, event }) => (own ? [] : [event]))
  }

  /** What code found wrong in a run. */
  findings(run: string): Findings {
    return findingsOf(new EventLog(this.#database, this.#table.get(run).run).findings())
  }

  /** What a run has committed at a path. Throws StoreError if that was asked otherwise. */
  result(run: string, path: string, hash: string): JournalEntry | undefined {
    return new Replies(this.#database, this.#table.get(run).run).get(path, hash)
  }

  /** The ids of all runs, the oldest first. */
  async runs(): Promise<readonly string[]> {
    return this.#table.ids()
  }

  /** @throws StoreError if there is no such run. */
  async info(run: string): Promise<RunInfo> {
    return runInfo(this.#database, this.#table.get(run))
  }

  /** What people said to a run, and what it asked them, in the order in which it was said. */
  async said(run: string): Promise<readonly Said[]> {
    return new SaidTable(this.#database, this.#table.get(run).run).after(0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#database.isOpen) return
    const { commits, marks, spare } = this.#shared
    try {
      for (const held of this.#open.values()) await held[Symbol.asyncDispose]()
      await commits.drain()
      if (this.#database.get('SELECT 1 FROM locks')) return
      spare.remove()
      marks.remove()
    } finally {
      this.#followers.end()
      await this.#checkpoints[Symbol.asyncDispose]()
      this.#database[Symbol.dispose]()
    }
  }

  #hold(find: () => RunRow): DurableRun {
    this.#shared.spare.reserve()
    const { held, row } = this.#database.transaction(() => {
      const found = find()
      const holder = takeLock(this.#database, found.run, found.id)
      const row = { ...found, attempts: found.attempts + 1 }
      this.#table.change(row)
      const onClose = (): void => void this.#open.delete(row.id)
      return { row, held: { ...row, attempt: row.attempts, holder, onClose } }
    })
    try {
      const run = new HeldRun(this.#shared, held)
      this.#open.set(row.id, run)
      return run
    } catch (error) {
      releaseLock(this.#database, row.run, held.holder)
      throw error
    }
  }
}
