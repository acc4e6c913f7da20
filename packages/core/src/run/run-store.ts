import type { RunEvent } from './event.ts'

/** Keeps the events of runs. An event that was appended is durable. Rejects with StoreError. */
export interface RunStore extends AsyncDisposable {
  append(run: string, event: RunEvent): Promise<number>
  /** The events of a run in the order of their numbers, from after `after`; `follow` waits for more. */
  read(run: string, options?: ReadOptions): AsyncIterable<StoredEvent>
  runs(): Promise<readonly string[]>
}

export interface ReadOptions {
  readonly after?: number
  readonly follow?: boolean
  readonly signal?: AbortSignal
}

export interface StoredEvent {
  readonly number: number
  readonly event: RunEvent
}
