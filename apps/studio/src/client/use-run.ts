import { useEffect, useState } from 'react'

import type { LightEvent } from '../model/light-event.ts'
import { RunFold } from '../model/run-fold.ts'
import type { StepRow } from '../model/step-row.ts'
import type { Following, RunHead } from '../model/wire.ts'
import { ask } from './ask.ts'
import { source, type Followed } from './source.ts'

type Connection = 'loading' | 'live' | 'connecting'

/** A run as the page has it; `version` changes with it. */
export interface FollowedRun {
  readonly head?: RunHead
  readonly fold: RunFold
  readonly version: number
  readonly connection: Connection
  /** Why it is not connected, where that is known. */
  readonly trouble?: string | undefined
  readonly error?: string
}

/** Milliseconds between drawings while rows are read. */
const interval = 250

/** Follows a run: its rows as they are read, then each event as it comes; from anew when `again` changes. */
export function useRun(id: string, again = 0): FollowedRun {
  const [run, set] = useState<FollowedRun>({ fold: new RunFold(), version: 0, connection: 'loading' })
  useEffect(() => {
    const follower = new Follower(id, set)
    void follower.start()
    return () => follower.stop()
  }, [id, again])
  return run
}

class Follower {
  readonly #id: string
  readonly #show: (change: (run: FollowedRun) => FollowedRun) => void
  readonly #controller = new AbortController()
  #fold = new RunFold()
  #start: RunFold['start']
  #isFollowing = false
  #isAsking = false
  #source: Followed | undefined
  #frame = 0
  /** When rows were drawn last. */
  #shown = Number.NEGATIVE_INFINITY

  constructor(id: string, show: (change: (run: FollowedRun) => FollowedRun) => void) {
    this.#id = id
    this.#show = show
  }

  async start(): Promise<void> {
    const { signal } = this.#controller
    const path = `/runs/${encodeURIComponent(this.#id)}`
    this.#show(() => ({ fold: this.#fold, version: 0, connection: 'loading' }))
    try {
      const head = await ask<RunHead>(path, signal)
      this.#start = head.start ?? undefined
      this.#fold.skipTo(0, this.#start, undefined)
      this.#change({ head })
      if (!signal.aborted) this.#listen(path)
    } catch (error) {
      if (!signal.aborted) this.#show((run) => ({ ...run, error: (error as Error).message }))
    }
  }

  stop(): void {
    this.#controller.abort()
    this.#source?.close()
    cancelAnimationFrame(this.#frame)
  }

  #listen(path: string): void {
    const told = source().follow(`${path}/live`)
    this.#source = told
    const on = (name: string, take: (data: string) => void): void =>
      told.addEventListener(name, (event) => take((event as MessageEvent<string>).data))
    on('begin', () => {
      this.#fold = new RunFold()
      this.#fold.skipTo(0, this.#start, undefined)
      this.#isFollowing = false
      this.#change({ connection: 'loading' })
    })
    on('rows', (data) => {
      this.#fold.take(JSON.parse(data) as readonly StepRow[])
      this.#nowAndThen()
    })
    on('following', (data) => {
      const { last, start, end } = JSON.parse(data) as Following
      this.#fold.skipTo(last, start ?? undefined, end ?? undefined)
      this.#isFollowing = true
      this.#change({ connection: 'live' })
    })
    on('message', (data) => {
      if (this.#fold.add(JSON.parse(data) as LightEvent)) this.#soon()
    })
    on('failed', (data) => {
      told.close()
      this.#change({ error: data })
    })
    on('open', () => this.#change({ connection: this.#isFollowing ? 'live' : 'loading', trouble: undefined }))
    on('error', () => {
      this.#change({ connection: 'connecting' })
      void this.#explain(path)
    })
  }

  /** A stream that breaks off does not say why: the studio does, where it is asked. */
  async #explain(path: string): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    const trouble = await ask(path, this.#controller.signal).then(
      () => undefined,
      (error: Error) => error.message,
    )
    this.#isAsking = false
    if (trouble !== undefined) this.#change({ trouble })
  }

  /** Many events are drawn at once. */
  #soon(): void {
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#change({})
    })
  }

  /** Rows that are read are drawn at first, then now and then: each time means drawing all. */
  #nowAndThen(): void {
    if (performance.now() - this.#shown < interval) return
    this.#shown = performance.now()
    this.#soon()
  }

  #change(change: Partial<FollowedRun>): void {
    if (this.#controller.signal.aborted) return
    this.#show((run) => ({ ...run, ...change, fold: this.#fold, version: run.version + 1 }))
  }
}
