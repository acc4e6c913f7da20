import { lightEvent } from '../model/light-event.ts'
import { RunFold } from '../model/run-fold.ts'
import type { StepRow } from '../model/step-row.ts'
import type { RunReader } from './asked.ts'

/** After how many milliseconds of folding others get their turn. */
const turn = 20

/** Some rows of a fold that has not been told of before, or that changed since. */
export interface Rows {
  readonly fold: RunFold
  readonly edition: string
  readonly rows: readonly StepRow[]
  /** Whether these are the last for now. */
  readonly isAll: boolean
}

/** The steps of a run, as far as it has been told: what is asked for again is read on from there. */
export class RunIndex {
  readonly #store: RunReader
  readonly id: string
  #fold = new RunFold()
  #edition = ''
  #reading: Promise<RunFold> | undefined
  /** Resolves when there is more in the fold, or nothing more to read. */
  #progress = Promise.withResolvers<void>()

  constructor(store: RunReader, id: string) {
    this.#store = store
    this.id = id
  }

  /** All that was told until now. */
  upToDate(): Promise<RunFold> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  /** The rows as they are read: each that changes after it was given is given again. */
  async *rows(): AsyncGenerator<Rows> {
    let fold: RunFold | undefined
    let given = 0
    for (let isAll = false; !isAll;) {
      const reading = this.upToDate().then(() => true)
      isAll = await Promise.race([reading, this.#progress.promise.then(() => false)])
      if (fold !== this.#fold) given = 0
      fold = this.#fold
      const rows = fold.rows.filter(({ to }) => to > given)
      given = fold.last
      if (rows.length > 0 || isAll) yield { fold, edition: this.#edition, rows, isAll }
    }
  }

  async #read(): Promise<RunFold> {
    const edition = await editionOf(this.#store, this.id)
    if (edition !== this.#edition) this.#fold = new RunFold()
    this.#edition = edition
    let began = performance.now()
    for await (const stored of this.#store.read(this.id, { after: this.#fold.last })) {
      this.#fold.add(lightEvent(stored))
      if (performance.now() - began < turn) continue
      this.#progress.resolve()
      this.#progress = Promise.withResolvers()
      await new Promise((then) => setTimeout(then))
      began = performance.now()
    }
    return this.#fold
  }
}

/** Which of the tellings of a run this is: a run that is resumed may take back what it told. */
export async function editionOf(store: RunReader, id: string): Promise<string> {
  const { attempts } = await store.info(id)
  return attempts > 1 ? `${attempts}-${await store.gone(id)}` : '1-0'
}

/** How many runs are kept in memory: one of 10 000 steps takes some tens of megabytes. */
const most = 4

/** The indexes of the runs that were asked for last. */
export class RunIndexes {
  readonly #store: RunReader
  readonly #indexes = new Map<string, RunIndex>()

  constructor(store: RunReader) {
    this.#store = store
  }

  of(id: string): RunIndex {
    const index = this.#indexes.get(id) ?? new RunIndex(this.#store, id)
    // The one that was asked for last stands last.
    this.#indexes.delete(id)
    this.#indexes.set(id, index)
    const [oldest] = this.#indexes.keys()
    if (this.#indexes.size > most) this.#indexes.delete(oldest!)
    return index
  }
}
