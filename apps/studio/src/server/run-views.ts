import type { Artifact, RunEvent } from '@textgrad/core'

import type { RunFold } from '../model/run-fold.ts'
import type { RunReader } from './asked.ts'

/** What the task of a run shows of it as a whole, made from all of its events. */
export type ViewsOf = (events: readonly RunEvent[]) => Promise<readonly Artifact[]>

/** Runs that told more than this are too large to be held as a whole: events. */
const most = 20_000

interface Made {
  readonly last: number
  readonly artifacts: Promise<readonly Artifact[]>
}

/** The views of the run that was asked for last: making them may take seconds. */
export class RunViewsOf {
  readonly #store: RunReader
  readonly #views: ViewsOf
  #id = ''
  #made: Made | undefined

  constructor(store: RunReader, views: ViewsOf) {
    this.#store = store
    this.#views = views
  }

  /** @throws RangeError for a run that told too much. */
  async of(id: string, { last }: RunFold): Promise<readonly Artifact[]> {
    if (last > most) throw new RangeError('This run is too long to be shown as a whole')
    if (this.#id !== id || this.#made?.last !== last) {
      this.#id = id
      this.#made = { last, artifacts: this.#make(id) }
    }
    return this.#made.artifacts
  }

  async #make(id: string): Promise<readonly Artifact[]> {
    const events = await Array.fromAsync(this.#store.read(id))
    return this.#views(events.map(({ event }) => event))
  }
}
