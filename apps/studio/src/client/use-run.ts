import { useEffect, useState } from 'react'

import type { LightEvent } from '../model/light-event.ts'
import { RunFold } from '../model/run-fold.ts'
import type { RunHead, StepPage } from '../model/wire.ts'
import { ask } from './ask.ts'

type Connection = 'loading' | 'live' | 'connecting'

/** A run as the page has it; `version` changes with it. */
export interface FollowedRun {
  readonly head?: RunHead
  readonly fold: RunFold
  readonly version: number
  readonly connection: Connection
  readonly error?: string
}

/** How many steps are asked for at a time. */
const page = 1000

/** Follows a run: what there is in pages, then each event as it comes. */
export function useRun(id: string): FollowedRun {
  const [run, set] = useState<FollowedRun>({ fold: new RunFold(), version: 0, connection: 'loading' })
  useEffect(() => {
    const follower = new Follower(id, set)
    void follower.start()
    return () => follower.stop()
  }, [id])
  return run
}

class Follower {
  readonly #id: string
  readonly #show: (change: (run: FollowedRun) => FollowedRun) => void
  readonly #controller = new AbortController()
  #fold = new RunFold()
  #edition = ''
  #source: EventSource | undefined
  #frame = 0

  constructor(id: string, show: (change: (run: FollowedRun) => FollowedRun) => void) {
    this.#id = id
    this.#show = show
  }

  async start(): Promise<void> {
    this.#fold = new RunFold()
    this.#show(() => ({ fold: this.#fold, version: 0, connection: 'loading' }))
    try {
      await this.#load()
    } catch (error) {
      if (this.#controller.signal.aborted) return
      this.#show((run) => ({ ...run, error: (error as Error).message }))
    }
  }

  stop(): void {
    this.#controller.abort()
    this.#source?.close()
    cancelAnimationFrame(this.#frame)
  }

  async #load(): Promise<void> {
    const { signal } = this.#controller
    const path = `/runs/${encodeURIComponent(this.#id)}`
    const head = await ask<RunHead>(path, signal)
    this.#edition = head.edition
    this.#change({ head })
    for (let from = 0; from < head.steps; from += page) {
      const { rows } = await ask<StepPage>(`${path}/steps?from=${from}&limit=${page}`, signal)
      this.#fold.take(rows)
      this.#change({})
    }
    // Pages may be ahead of the head: what is in their rows already changes nothing.
    this.#fold.skipTo(head.last, head.start ?? undefined, head.end ?? undefined)
    if (!signal.aborted) this.#listen(path)
  }

  #listen(path: string): void {
    const query = `after=${this.#fold.last}&edition=${encodeURIComponent(this.#edition)}`
    const source = new EventSource(`./api${path}/live?${query}`)
    this.#source = source
    source.addEventListener('message', ({ data }: MessageEvent<string>) => {
      if (this.#fold.add(JSON.parse(data) as LightEvent)) this.#soon()
    })
    source.addEventListener('open', () => this.#change({ connection: 'live' }))
    source.addEventListener('error', () => this.#change({ connection: 'connecting' }))
    source.addEventListener('failed', ({ data }: MessageEvent<string>) => {
      source.close()
      this.#change({ error: data })
    })
    source.addEventListener('reset', () => {
      source.close()
      void this.start()
    })
  }

  /** Many events are drawn at once. */
  #soon(): void {
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#change({})
    })
  }

  #change(change: Partial<FollowedRun>): void {
    if (this.#controller.signal.aborted) return
    this.#show((run) => ({ ...run, ...change, fold: this.#fold, version: run.version + 1 }))
  }
}
