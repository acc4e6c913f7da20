import type { Spend } from '@textgrad/core'

import { table, type Database } from './database.ts'
import { damaged } from './failure.ts'
import type { Intent } from './intents.ts'
import { addUp, nothing, worstOf } from './ledger.ts'
import { seal } from './seal.ts'

const ledgers = table('ledgers', ['run', 'seal', 'json'])

/** What there is to say of all attempts of a run without reading them. */
export interface Total {
  /** How many came to an end. */
  readonly ended: number
  /** What those took that have a result. */
  readonly settled: Spend
  /** The most that those can have taken whose process is gone. */
  readonly lost: Spend
}

interface Change {
  readonly ended?: number
  readonly settled?: Partial<Spend>
  readonly lost?: Spend
}

/** Of a run that has just begun. */
export const noTotal: Total = { ended: 0, settled: nothing, lost: nothing }

/** Adds up attempts. */
export function totalOf(intents: readonly Intent[]): Total {
  return {
    ended: intents.filter(({ state }) => state !== 'open').length,
    settled: addUp(intents.filter(({ state }) => state === 'settled').map((intent) => intent.settled)),
    lost: worstOf(intents.filter(({ state }) => state === 'lost')),
  }
}

/** The sums over the attempts of one run, kept by the transactions that change them. */
export class Totals {
  readonly #database: Database
  readonly #run: number
  #now: Total | undefined
  #isChanged = false

  constructor(database: Database, run: number) {
    this.#database = database
    this.#run = run
  }

  /** Begins a transaction: the one before may have failed. */
  begin(): void {
    this.#now = undefined
    this.#isChanged = false
  }

  /** Within a transaction: attempts came to an end. */
  change(by: Change): void {
    const { ended, settled, lost } = (this.#now ??= this.read())
    this.#now = {
      ended: ended + (by.ended ?? 0),
      settled: by.settled ? addUp([settled, by.settled]) : settled,
      lost: by.lost ? addUp([lost, by.lost]) : lost,
    }
    this.#isChanged = true
  }

  /** Ends a transaction. */
  end(): void {
    if (this.#isChanged) this.put(this.#now!)
    this.#isChanged = false
  }

  put(total: Total): void {
    const json = JSON.stringify(total)
    this.#database.put(ledgers, { run: this.#run, seal: seal(this.#run, json), json })
  }

  /** @throws StoreError if it is not what was written. */
  read(): Total {
    const row = this.#database.get('SELECT seal, json FROM ledgers WHERE run = ?', this.#run)
    if (!row) throw damaged(this.#database.file, 'what a run has spent is missing')
    const json = String(row['json'])
    if (row['seal'] === seal(this.#run, json)) return JSON.parse(json) as Total
    throw damaged(this.#database.file, 'what a run has spent is not what was written')
  }
}
