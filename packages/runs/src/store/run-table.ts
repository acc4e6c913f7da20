import { StoreError } from '@textgrad/core'

import type { Database, Row } from './database.ts'
import { damaged } from './failure.ts'
import type { RunPlan } from './plan.ts'
import { newRunId } from './run-id.ts'
import { seal } from './seal.ts'
import { noTotal, Totals } from './totals.ts'

/** A run as it is stored, apart from what happened in it. */
export interface RunRow {
  /** Its number inside the store. */
  readonly run: number
  readonly id: string
  /** Milliseconds since 1970. */
  readonly started: number
  /** How many processes have worked on it. */
  readonly attempts: number
  readonly plan: RunPlan
}

/** The runs of a store. */
export class RunTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Adds one, within a transaction, with an id that no run had. */
  add(plan: RunPlan): RunRow {
    const last = this.#database.get('SELECT max(id) AS id FROM runs')?.['id']
    const id = newRunId(last == null ? undefined : String(last))
    const row = { id, started: Date.now(), attempts: 0, plan }
    this.#database.run(
      'INSERT INTO runs(id, started, attempts, seal, plan) VALUES(?, ?, ?, ?, ?)',
      ...this.#values(row),
    )
    const added = this.get(id)
    new Totals(this.#database, added.run).put(noTotal)
    return added
  }

  /** Replaces, within a transaction, what may change of a run. */
  change(row: RunRow): void {
    this.#database.run(
      'UPDATE runs SET id = ?, started = ?, attempts = ?, seal = ?, plan = ? WHERE run = ?',
      ...this.#values(row),
      row.run,
    )
  }

  /** @throws StoreError if there is no such run. */
  get(id: string): RunRow {
    const row = this.#database.get('SELECT * FROM runs WHERE id = ?', id)
    if (row) return this.#read(row)
    throw new StoreError(`There is no run ${id} in the store ${this.#database.file}`)
  }

  /** All of them, the oldest first. */
  all(): readonly RunRow[] {
    return this.#database.all('SELECT * FROM runs ORDER BY id').map((row) => this.#read(row))
  }

  ids(): readonly string[] {
    return this.#database.all('SELECT id FROM runs ORDER BY id').map(({ id }) => String(id))
  }

  #values({ id, started, attempts, plan }: Omit<RunRow, 'run'>): (string | number)[] {
    const text = JSON.stringify(plan)
    return [id, started, attempts, seal(id, started, attempts, text), text]
  }

  #read(row: Row): RunRow {
    const { run, id, started, attempts, plan } = row as Row & Columns
    if (row['seal'] !== seal(id, started, attempts, plan)) {
      throw damaged(this.#database.file, `the run ${id} is not what was written`)
    }
    return { run, id, started, attempts, plan: JSON.parse(plan) as RunPlan }
  }
}

interface Columns {
  readonly run: number
  readonly id: string
  readonly started: number
  readonly attempts: number
  readonly plan: string
}
