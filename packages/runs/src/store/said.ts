import { table, type Database, type Row } from './database.ts'
import { damaged } from './failure.ts'
import { seal } from './seal.ts'

/**
 * What somebody says to a run: a note on a step, that it is to pause or to stop, or the answer to a question of it. A run
 * says its questions, and that another process goes on with it.
 */
export interface Saying {
  readonly kind: SayingKind
  /** The step that it is about (default: 0, the start). */
  readonly step?: number
  /** The number of the question that it answers. */
  readonly answers?: number
  readonly text?: string
}

export type SayingKind = 'note' | 'pause' | 'stop' | 'question' | 'answer' | 'resume'

/** What was said, with its number in the store. */
export interface Said extends Required<Saying> {
  readonly number: number
  /** Milliseconds since 1970. */
  readonly at: number
}

const said = table('said', ['run', 'at', 'kind', 'step', 'answers', 'seal', 'text'])

/** What was said to one run. */
export class SaidTable {
  readonly #database: Database
  readonly #run: number

  constructor(database: Database, run: number) {
    this.#database = database
    this.#run = run
  }

  /** Adds, within a transaction, what is said now; its number. */
  add({ kind, step = 0, answers = 0, text = '' }: Saying): number {
    const at = Date.now()
    const whole = seal(this.#run, at, kind, step, answers, asText(text))
    this.#database.put(said, { run: this.#run, at, kind, step, answers, seal: whole, text: asText(text) })
    return this.last()
  }

  /** The highest number; 0 where nothing was said. */
  last(): number {
    const row = this.#database.get('SELECT max(number) AS number FROM said WHERE run = ?', this.#run)
    return Number(row!['number'] ?? 0)
  }

  /** What was said after a number, in the order in which it was said. */
  after(number: number): readonly Said[] {
    const sql = 'SELECT * FROM said WHERE run = ? AND number > ? ORDER BY number'
    return this.#database.all(sql, this.#run, number).map((row) => this.#read(row))
  }

  /** Takes a note back, within a transaction; whether there was one. */
  removeNote(number: number): boolean {
    const sql = "DELETE FROM said WHERE run = ? AND number = ? AND kind = 'note'"
    return this.#database.run(sql, this.#run, number) > 0
  }

  #read(row: Row): Said {
    const { number, run, at, kind, step, answers, text } = row as Row & Said & { readonly run: number }
    if (row['seal'] !== seal(run, at, kind, step, answers, text))
      throw damaged(this.#database.file, 'what was said to a run is not what was written')
    return { number, at, kind, step, answers, text: JSON.parse(text) as string }
  }
}

/** JSON keeps every text as it is, also with half a character in it. */
function asText(text: string): string {
  return JSON.stringify(text)
}
