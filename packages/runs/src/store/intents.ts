import type { Attempt, Spend, SpendPurpose } from '@textgrad/core'

import { asStored } from './as-stored.ts'
import { table, type Database, type Row } from './database.ts'
import { damaged } from './failure.ts'
import { ledgerOf, worstOf, type Ledger } from './ledger.ts'
import { seal } from './seal.ts'
import { totalOf, Totals } from './totals.ts'

type IntentState = 'open' | 'settled' | 'released' | 'lost' | 'copied'

/** An attempt at something that costs: begun, and perhaps paid. */
export interface Intent {
  readonly path: string
  readonly attempt: number
  readonly hash: string
  readonly purpose: SpendPurpose | ''
  readonly reserved: Partial<Spend>
  readonly state: IntentState
  readonly settled: Partial<Spend>
}

const intents = table('intents', [
  'run',
  'path',
  'attempt',
  'hash',
  'purpose',
  'reserved',
  'state',
  'settled',
  'seal',
])

/** The attempts of one run: its ledger. */
export class Intents {
  readonly #database: Database
  readonly #run: number
  readonly #totals: Totals
  /** The last attempt at each path that this process has made. */
  readonly #made = new Map<string, Intent>()

  constructor(database: Database, run: number) {
    this.#database = database
    this.#run = run
    this.#totals = new Totals(database, run)
  }

  /** Begins a transaction. */
  begin(): void {
    this.#totals.begin()
  }

  /** Ends a transaction. */
  end(): void {
    this.#totals.end()
  }

  /** Notes, within a transaction, that an attempt begins. */
  open(at: string, { hash: asked, reserved, purpose }: Attempt): void {
    const [path, hash] = [asStored(at), asStored(asked)]
    const attempt = ((this.#made.get(path) ?? this.#last(path))?.attempt ?? -1) + 1
    const intent = { path, attempt, hash, purpose: purpose ?? '', reserved, settled: {} } as const
    this.#made.set(path, { ...intent, state: 'open' })
    this.put({ ...intent, state: 'open' })
  }

  /** Ends, within a transaction, the last attempt at a path. */
  close(path: string, state: 'settled' | 'released', settled: Partial<Spend>): void {
    const open = this.#made.get(asStored(path))
    if (open && this.#end({ ...open, state, settled })) this.#totals.change({ settled })
  }

  /** Notes, within a transaction, that the process of open attempts is gone; what of that may have been paid. */
  lose(): Spend {
    const all = this.all()
    const places = all.map(({ path }) => path)
    const open = all.filter(({ state }) => state === 'open')
    const lost = open.map((intent) => {
      const state = isInPieces(intent, places) ? ('released' as const) : ('lost' as const)
      return { ...intent, state }
    })
    for (const intent of lost) this.#end(intent)
    const worst = worstOf(lost)
    this.#totals.change({ lost: worst })
    return worst
  }

  /** Adds one, within a transaction. */
  put(intent: Intent): void {
    const { path, attempt, hash, purpose, state } = intent
    const [reserved, settled] = [JSON.stringify(intent.reserved), JSON.stringify(intent.settled)]
    const sum = seal(path, attempt, hash, purpose, reserved, state, settled)
    const row = { run: this.#run, path, attempt, hash, purpose, reserved, state, settled, seal: sum }
    this.#database.put(intents, row)
    if (state !== 'open') this.#totals.change({ ended: 1 })
  }

  /** Ends one that is open; whether it was. */
  #end({ path, attempt, hash, purpose, reserved, state, settled }: Intent): boolean {
    const ended = JSON.stringify(settled)
    const changed = this.#database.run(
      `UPDATE intents SET state = ?, settled = ?, seal = ?
       WHERE run = ? AND path = ? AND attempt = ? AND state = 'open'`,
      state,
      ended,
      seal(path, attempt, hash, purpose, JSON.stringify(reserved), state, ended),
      this.#run,
      path,
      attempt,
    )
    if (changed > 0) this.#totals.change({ ended: 1 })
    return changed > 0
  }

  /** What the run has paid; reads those only that are under way. */
  ledger(): Ledger {
    // In this order: what comes to an end meanwhile is told twice rather than not at all.
    const open = this.#read("state = 'open'")
    return ledgerOf(this.#totals.read(), open)
  }

  /** @throws StoreError if `all` of them are not all. */
  verify(all: readonly Intent[]): void {
    const { ended } = totalOf(all)
    if (ended === this.#totals.read().ended) return
    throw damaged(this.#database.file, 'attempts of a run are missing')
  }

  all(): readonly Intent[] {
    return this.#read('true')
  }

  #read(which: string): readonly Intent[] {
    const rows = this.#database.all(
      `SELECT * FROM intents WHERE run = ? AND ${which} ORDER BY path, attempt`,
      this.#run,
    )
    // Spends are much alike, and there may be many.
    const read = new Map<string, Partial<Spend>>()
    const spendOf = (text: string): Partial<Spend> => {
      const spend = read.get(text) ?? (JSON.parse(text) as Partial<Spend>)
      read.set(text, spend)
      return spend
    }
    return rows.map((row) => this.#intentOf(row, spendOf))
  }

  #last(path: string): Intent | undefined {
    const row = this.#database.get(
      'SELECT * FROM intents WHERE run = ? AND path = ? ORDER BY attempt DESC LIMIT 1',
      this.#run,
      path,
    )
    return row && this.#intentOf(row)
  }

  #intentOf(row: Row, spendOf: (text: string) => Partial<Spend> = JSON.parse): Intent {
    const { path, attempt, hash, purpose, reserved, state, settled } = row as Row & Columns
    if (row['seal'] !== seal(path, attempt, hash, purpose, reserved, state, settled)) {
      throw damaged(this.#database.file, `the attempt at ${path} is not what was written`)
    }
    return {
      path,
      attempt,
      hash,
      purpose,
      state,
      reserved: spendOf(reserved),
      settled: spendOf(settled),
    }
  }
}

/** Whether the scoring of a candidate is paid piece by piece: at other paths of the place that it is done at. */
function isInPieces({ path, purpose }: Intent, all: readonly string[]): boolean {
  if (purpose !== 'score') return false
  const place = path.slice(0, path.lastIndexOf('/') + 1)
  return place !== '' && all.some((other) => other !== path && other.startsWith(place))
}

interface Columns {
  readonly path: string
  readonly attempt: number
  readonly hash: string
  readonly purpose: SpendPurpose | ''
  readonly reserved: string
  readonly state: IntentState
  readonly settled: string
}
