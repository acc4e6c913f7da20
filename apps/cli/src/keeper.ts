import type { Budget, Journal, RunEvent } from '@textgrad/core'
import type { DurableRun, People, RunPlan, Store } from '@textgrad/runs'

import { resumeCommand } from './store.ts'

/** A run and the store that keeps it. */
export interface Kept {
  readonly store: Store
  readonly run: DurableRun
}

/** Keeps a run, from when there is something to keep: what is typed wrongly leaves nothing behind. */
export class Keeper implements AsyncDisposable {
  readonly #plan: RunPlan
  readonly #open: (() => Promise<Kept>) | undefined
  #opening: Promise<Kept> | undefined
  #kept: Kept | undefined
  #budget: Budget | undefined
  readonly #pause = new AbortController()
  readonly #stop = new AbortController()

  /** Without `open` nothing is kept. */
  constructor(plan: RunPlan, open: (() => Promise<Kept>) | undefined) {
    this.#plan = plan
    this.#open = open
  }

  /** Opens the run, once. */
  async open(): Promise<Kept | undefined> {
    this.#opening ??= this.#open?.()
    const kept = await this.#opening
    if (kept && !this.#kept) this.#listen(kept.run.people)
    return (this.#kept = kept)
  }

  /** Is aborted when somebody says that the run is to pause, such as on a page of the studio. */
  get pause(): AbortSignal {
    return this.#pause.signal
  }

  /** Is aborted when somebody says that the run is to be broken off. */
  get stop(): AbortSignal {
    return this.#stop.signal
  }

  /** Who can be asked by others than who typed the command; undefined where nothing is kept. */
  async people(): Promise<People | undefined> {
    return (await this.open())?.run.people
  }

  /** What calls of the run are kept with and paid from, before it begins and after. */
  async options(): Promise<{ readonly journal?: Journal; readonly budget?: Budget }> {
    const { limits = {} } = this.#plan
    const kept = await this.open()
    if (!kept) return {}
    this.#budget ??= kept.run.budget(limits)
    return { journal: kept.run.journal, budget: this.#budget }
  }

  async emit(event: RunEvent): Promise<void> {
    await this.#kept?.run.emit(event)
  }

  /** The id of the run; undefined while there is none. */
  get id(): string | undefined {
    return this.#kept?.run.id
  }

  /** A line that says how to go on with the run; nothing while there is none. */
  hint(): string {
    if (!this.#kept) return ''
    const { store, run } = this.#kept
    return `Resume with: ${resumeCommand(store, run.id)}\n`
  }

  #listen({ pause, stop }: People): void {
    stop.addEventListener('abort', () => this.#stop.abort(stop.reason), { once: true })
    pause.addEventListener('abort', () => this.#pause.abort(pause.reason), { once: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const kept = await this.#opening?.catch(() => undefined)
    await kept?.run[Symbol.asyncDispose]()
    await kept?.store[Symbol.asyncDispose]()
  }
}
