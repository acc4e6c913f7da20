import { type Json, type JournalEntry, type Spend } from '@textgrad/core'

import { asStored } from './as-stored.ts'
import { table, type Database, type Row } from './database.ts'
import { damaged, programChanged } from './failure.ts'
import type { Intent } from './intents.ts'
import { seal } from './seal.ts'

const journal = table('journal', ['run', 'path', 'hash', 'spent', 'seal', 'reply'])

/** What a run has committed: the result of each path. */
export class Replies {
  readonly #database: Database
  readonly #run: number

  constructor(database: Database, run: number) {
    this.#database = database
    this.#run = run
  }

  /** @throws StoreError if the result is one of another request: then the program is not the one that was interrupted. */
  get(path: string, hash: string): JournalEntry | undefined {
    const row = this.#database.get(
      'SELECT * FROM journal WHERE run = ? AND path = ?',
      this.#run,
      asStored(path),
    )
    if (!row) return undefined
    const entry = this.#entryOf(row)
    if (entry.hash === asStored(hash)) return { ...entry, hash }
    throw programChanged(`what is asked at ${path} is not what was asked there before`)
  }

  /** Adds one, within a transaction. */
  add(at: string, { hash: asked, spent, reply }: StoredReply): void {
    const [path, hash] = [asStored(at), asStored(asked)]
    const sum = seal(path, hash, spent, reply)
    this.#database.put(journal, { run: this.#run, path, hash, spent, seal: sum, reply })
  }

  /** Reads all of them; throws StoreError if one is not what was written, or an attempt was settled that has none. */
  verify(intents: readonly Intent[]): void {
    const paths = new Set<string>()
    for (const { path } of this.#each()) paths.add(path)
    const kept = intents.filter(({ state }) => state === 'settled' || state === 'copied')
    const missing = kept.find(({ path }) => !paths.has(path))
    if (missing) throw damaged(this.#database.file, `the result of ${missing.path} is missing`)
  }

  /** Copies, within a transaction, results of another run. */
  copy(from: Replies, paths: Iterable<string>): void {
    for (const path of paths)
      this.#database.run(
        `INSERT INTO journal(run, path, hash, spent, seal, reply)
         SELECT ?, path, hash, spent, seal, reply FROM journal WHERE run = ? AND path = ?`,
        this.#run,
        from.#run,
        path,
      )
  }

  /** The paths that have a result. */
  paths(): readonly string[] {
    const rows = this.#database.all('SELECT path FROM journal WHERE run = ?', this.#run)
    return rows.map(({ path }) => String(path))
  }

  *#each(): Generator<StoredReply & { readonly path: string }> {
    for (const row of this.#database.each('SELECT * FROM journal WHERE run = ?', this.#run)) {
      this.#check(row)
      yield row as Row & StoredReply & { path: string }
    }
  }

  #entryOf(row: Row): JournalEntry {
    this.#check(row)
    const { hash, spent, reply } = row as Row & StoredReply
    return { hash, spent: JSON.parse(spent) as Partial<Spend>, reply: JSON.parse(reply) as Json }
  }

  #check(row: Row): void {
    const { path, hash, spent, reply } = row as Row & StoredReply & { path: string }
    if (row['seal'] === seal(path, hash, spent, reply)) return
    throw damaged(this.#database.file, `the result of ${path} is not what was written`)
  }
}

/** A result as text: JSON keeps every text exactly, as no column of SQLite does. */
export interface StoredReply {
  readonly hash: string
  readonly spent: string
  readonly reply: string
}
