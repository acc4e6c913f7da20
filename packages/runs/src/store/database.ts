import { statSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

import { StoreError } from '@textgrad/core'

import { damaged, storeFailure } from './failure.ts'
import { LogFile } from './log-file.ts'
import { identityOf, noteClosed, noteOpen } from './open-here.ts'
import { requireSafeSqlite } from './sqlite-version.ts'

export type Row = Readonly<Record<string, string | number | null>>

/** Milliseconds for which another process may hold the file before that is an error. */
const patience = 10_000

/** Bytes that are looked through in some milliseconds. */
const smallEnoughToCheck = 64 << 20

/**
 * Commits are synced by LogFile, which is what `synchronous = FULL` would do, without holding up the event loop; NORMAL
 * orders what is written when the log is emptied. That is done by Checkpoints; SQLite does it where those can not.
 */
const settings = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA fullfsync = 1;
  PRAGMA checkpoint_fullfsync = 1;
  PRAGMA journal_size_limit = 67108864;
  PRAGMA wal_autocheckpoint = 8000;
  PRAGMA cell_size_check = 1;
  PRAGMA trusted_schema = 0;
`

/** Of a connection that only reads. */
const readerSettings = `
  PRAGMA query_only = 1;
  PRAGMA cell_size_check = 1;
  PRAGMA trusted_schema = 0;
`

/** A table that rows are put into, by its columns. */
export interface Table<Column extends string> {
  readonly columns: readonly Column[]
  /** The statement that puts a row. */
  readonly put: string
}

export function table<const Column extends string>(name: string, columns: readonly Column[]): Table<Column> {
  const places = columns.map(() => '?').join(', ')
  return { columns, put: `INSERT OR REPLACE INTO ${name}(${columns.join(', ')}) VALUES(${places})` }
}

/** A connection to a SQLite file. What fails is a StoreError. */
export class Database implements Disposable {
  readonly file: string
  readonly #connection: DatabaseSync
  /** Missing where nothing is written. */
  readonly #log: LogFile | undefined
  readonly #statements = new Map<string, StatementSync>()
  readonly #identity: string
  #isOpen = true

  constructor(file: string, { readOnly = false }: { readonly readOnly?: boolean } = {}) {
    this.file = file
    requireSafeSqlite()
    let connection: DatabaseSync | undefined
    try {
      connection = new DatabaseSync(file, { timeout: patience, allowExtension: false, readOnly })
      connection.exec(readOnly ? readerSettings : settings)
      // The first look makes the log.
      connection.exec('SELECT count(*) FROM sqlite_schema')
      this.#log = readOnly ? undefined : new LogFile(file)
      this.#identity = identityOf(file) ?? ''
      this.#connection = connection
    } catch (error) {
      connection?.close()
      throw storeFailure(file, error)
    }
    noteOpen(this.#identity)
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Looks for damage, as long as that takes no time that anybody notices. Throws StoreError that says what it found. */
  check(): void {
    if (statSync(this.file).size > smallEnoughToCheck) return
    const [first] = this.all('PRAGMA integrity_check(1)')
    const finding = String(Object.values(first ?? {})[0])
    if (finding !== 'ok') throw damaged(this.file, finding.split('\n').at(-1)!)
  }

  /**
   * SQLite goes on silently with a file that has no name any more, which nobody else sees.
   * @throws StoreError where it was removed or replaced
   */
  checkFile(): void {
    const found = identityOf(this.file)
    if (found === this.#identity) return
    const what = `The store ${this.file} was ${found ? 'replaced' : 'removed'} while it was in use`
    const help = this.#log ? 'put it back and resume the run' : 'start again what reads it'
    throw new StoreError(`${what}; ${help}`)
  }

  /** SQL without values, such as a schema. */
  exec(sql: string): void {
    this.#try(() => this.#connection.exec(sql))
  }

  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#try(() => Number(this.#prepared(sql).run(...values).changes))
  }

  /** Adds a row, or puts it in the place of the one that has the same key. */
  put<Column extends string>(
    table: Table<Column>,
    row: Readonly<Record<NoInfer<Column>, SQLInputValue>>,
  ): void {
    this.run(table.put, ...table.columns.map((column) => row[column]))
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#try(() => this.#prepared(sql).get(...values) as Row | undefined)
  }

  all(sql: string, ...values: SQLInputValue[]): readonly Row[] {
    return this.#try(() => this.#prepared(sql).all(...values) as Row[])
  }

  /** The rows one by one, for what may be more than memory holds. */
  *each(sql: string, ...values: SQLInputValue[]): Generator<Row> {
    const rows = this.#try(() => this.#prepared(sql).iterate(...values))
    try {
      for (;;) {
        const { done, value } = this.#try(() => rows.next())
        if (done) return
        yield value as Row
      }
    } finally {
      // What is read halfway would keep the file from being tidied up.
      rows.return?.()
    }
  }

  /** All of it or nothing, on the disk when it returns. */
  transaction<T>(work: () => T): T {
    const result = this.commit(work)
    this.#try(() => this.#log!.syncNow())
    return result
  }

  /** All of it or nothing, kept whatever becomes of this process when it returns; on the disk when `synced` resolves. */
  commit<T>(work: () => T): T {
    this.checkFile()
    return this.#try(() => {
      this.#connection.exec('BEGIN IMMEDIATE')
      try {
        const result = work()
        this.#connection.exec('COMMIT')
        return result
      } catch (error) {
        if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK')
        throw error
      }
    })
  }

  /** How many pages there are in the log, and how many of them are in the file, too. */
  logLength(): { readonly log: number; readonly checkpointed: number } {
    const { log, checkpointed } = this.get('PRAGMA wal_checkpoint(NOOP)')!
    return { log: Number(log), checkpointed: Number(checkpointed) }
  }

  /** Resolves when all that was committed until now is on the disk. */
  synced(): Promise<void> {
    return this.#log!.sync()
  }

  [Symbol.dispose](): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#connection.close()
    this.#log?.[Symbol.dispose]()
    noteClosed(this.#identity)
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql) ?? this.#connection.prepare(sql)
    this.#statements.set(sql, known)
    return known
  }

  #try<T>(work: () => T): T {
    if (!this.#isOpen) throw new StoreError(`The store ${this.file} is closed`)
    try {
      return work()
    } catch (error) {
      const isMistake = (error instanceof RangeError || error instanceof TypeError) && !('code' in error)
      throw isMistake ? error : storeFailure(this.file, error)
    }
  }
}
