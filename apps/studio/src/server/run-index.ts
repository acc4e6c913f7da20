import { setImmediate } from 'node:timers/promises'

import type { StoreReader } from '@textgrad/runs'

import { lightEvent } from '../model/light-event.ts'
import { RunFold } from '../model/run-fold.ts'

/** After how many milliseconds of folding others get their turn. */
const turn = 20

/** The steps of a run, as far as it has been told: what is asked for again is read on from there. */
export class RunIndex {
  readonly #store: StoreReader
  readonly id: string
  #fold = new RunFold()
  #edition = ''
  #reading: Promise<RunFold> | undefined

  constructor(store: StoreReader, id: string) {
    this.#store = store
    this.id = id
  }

  /** Changes when what was told turned out not to have happened. */
  get edition(): string {
    return this.#edition
  }

  /** All that was told until now. */
  upToDate(): Promise<RunFold> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async #read(): Promise<RunFold> {
    const edition = await editionOf(this.#store, this.id)
    if (edition !== this.#edition) this.#fold = new RunFold()
    this.#edition = edition
    let began = performance.now()
    for await (const stored of this.#store.read(this.id, { after: this.#fold.last })) {
      this.#fold.add(lightEvent(stored))
      if (performance.now() - began < turn) continue
      await setImmediate()
      began = performance.now()
    }
    return this.#fold
  }
}

/** Which of the tellings of a run this is: a run that is resumed may take back what it told. */
export async function editionOf(store: StoreReader, id: string): Promise<string> {
  const { attempts } = await store.info(id)
  return attempts > 1 ? `${attempts}-${await store.gone(id)}` : '1-0'
}
