import type { RunEvent, StoredEvent } from '@textgrad/core'

import { asStored } from './as-stored.ts'
import { table, type Database, type Row } from './database.ts'
import { damaged } from './failure.ts'
import { seal } from './seal.ts'

/** How many events are read at a time: a reader never keeps the file from being tidied up. */
const longPage = 256

/** An event as it is stored: what it tells, and apart from that when. */
export interface LoggedEvent extends StoredEvent {
  /** The event without its time, as JSON: the same for the same event. */
  readonly text: string
  /** Told by the store, not by the program. */
  readonly own: boolean
}

/** What an event tells, without when: two events of one text are the same event. */
export function textOf(event: RunEvent): string {
  return JSON.stringify({ ...event, at: undefined })
}

export interface NewEvent {
  readonly event: RunEvent
  readonly text: string
  readonly attempt: number
  readonly own?: boolean
}

const events = table('events', [
  'run',
  'number',
  'attempt',
  'gone',
  'own',
  'step',
  'type',
  'at',
  'seal',
  'path',
  'json',
])

/** The events of one run, numbered from 1 without a gap. */
export class EventLog {
  readonly #database: Database
  readonly #run: number
  /** The number of the last one; undefined where it has to be looked up. */
  #last: number | undefined

  constructor(database: Database, run: number) {
    this.#database = database
    this.#run = run
  }

  /** Begins a transaction: the one before may have failed, and other processes may have added some. */
  begin(): void {
    this.#last = undefined
  }

  /** The number of the last one that this transaction added. */
  get added(): number | undefined {
    return this.#last
  }

  /** The number of the last one; 0 where there is none. */
  last(): number {
    const row = this.#database.get('SELECT max(number) AS number FROM events WHERE run = ?', this.#run)
    return Number(row!['number'] ?? 0)
  }

  /** Adds one, within a transaction; its number. */
  add({ event: { step, path: at, type, at: time }, text, attempt, own = false }: NewEvent): number {
    const number = (this.#last ?? this.last()) + 1
    this.#last = number
    const told = { step, type, at: time, path: asStored(at), json: text }
    const sum = seal(number, attempt, Number(own), time, type, text)
    const row = { run: this.#run, number, attempt, gone: 0, own: Number(own), seal: sum, ...told }
    this.#database.put(events, row)
    return number
  }

  /** Takes out, within a transaction, what the run turned out not to tell. */
  remove(numbers: readonly number[], attempt: number): void {
    for (const number of numbers)
      this.#database.run(
        'UPDATE events SET gone = ? WHERE run = ? AND number = ?',
        attempt,
        this.#run,
        number,
      )
  }

  /** How many were told and turned out not to have happened. */
  countGone(): number {
    const row = this.#database.get(
      'SELECT count(*) AS gone FROM events WHERE run = ? AND gone <> 0',
      this.#run,
    )
    return Number(row!['gone'])
  }

  /**
   * What the run tells, from after a number on, in the order in which it was told; `rows` are held at a time, or fewer that
   * have so many bytes.
   */
  *read(
    after = 0,
    { rows: most = longPage, bytes = Number.POSITIVE_INFINITY }: Page = {},
  ): Generator<LoggedEvent> {
    let last = Math.max(0, after)
    for (;;) {
      const page = bytes === Number.POSITIVE_INFINITY ? most : this.#fitting(last, most, bytes)
      const rows = this.#database.all(
        'SELECT * FROM events WHERE run = ? AND number > ? ORDER BY number LIMIT ?',
        this.#run,
        last,
        page,
      )
      for (const row of rows) {
        const number = Number(row['number'])
        if (number !== last + 1) {
          throw damaged(this.#database.file, `the event ${last + 1} is missing`)
        }
        last = number
        const read = this.#eventOf(row)
        if (row['gone'] === 0) yield read
      }
      if (rows.length < page) return
    }
  }

  /** What code found wrong in the run, without reading the rest of it. */
  findings(): readonly RunEvent[] {
    const rows = this.#database.all(
      "SELECT * FROM events WHERE run = ? AND type = 'finding' AND gone = 0 ORDER BY number",
      this.#run,
    )
    return rows.map((row) => this.#eventOf(row).event)
  }

  /** How many of the next rows have together so many bytes: one at least. */
  #fitting(after: number, most: number, bytes: number): number {
    const sizes = this.#database.all(
      'SELECT octet_length(json) AS size FROM events WHERE run = ? AND number > ? ORDER BY number LIMIT ?',
      this.#run,
      after,
      most,
    )
    let sum = 0
    const first = sizes.findIndex(({ size }) => (sum += Number(size)) > bytes)
    return first === -1 ? most : Math.max(1, first)
  }

  /** The last event of a type that sums up: 'step-end' or 'run-end'. */
  lastOf<Type extends 'step-end' | 'run-end'>(type: Type): Extract<RunEvent, { type: Type }> | undefined {
    const row = this.#database.get(
      `SELECT * FROM events WHERE run = ? AND type = ? AND type IN ('step-end', 'run-end') AND gone = 0
       ORDER BY number DESC LIMIT 1`,
      this.#run,
      type,
    )
    return row && (this.#eventOf(row).event as Extract<RunEvent, { type: Type }>)
  }

  #eventOf(row: Row): LoggedEvent {
    const { number, attempt, gone, own, at, json } = row as Row & Columns
    const isWhole = row['seal'] === seal(number, attempt, own, at, row['type']!, json)
    if (!isWhole || (gone !== 0 && gone <= attempt)) {
      throw damaged(this.#database.file, `the event ${number} is not what was written`)
    }
    const { step, path, at: _, ...body } = JSON.parse(json) as RunEvent
    return { number, text: json, own: own !== 0, event: { step, path, at, ...body } }
  }
}

/** How much is held at a time. */
export interface Page {
  readonly rows?: number
  readonly bytes?: number
}

interface Columns {
  readonly number: number
  readonly attempt: number
  readonly gone: number
  readonly own: number
  readonly at: number
  readonly json: string
}
