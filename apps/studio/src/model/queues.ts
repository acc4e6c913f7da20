import type { Needs } from '@textgrad/core'

/** Jobs that want the same of a worker. */
export interface QueueLine {
  readonly task: string
  /** Empty: of no version. */
  readonly version: string
  readonly needs: Needs
  /** Jobs that no worker has begun. */
  readonly waiting: number
  readonly active: number
  /** Malformed ones, and why the last of them are. */
  readonly refused: number
  readonly reasons: readonly string[]
  /** Of those that wait or are active, the ones that nobody waits for. */
  readonly left: number
  /** Those that wait for evaluations; those that are held back come besides what waits. */
  readonly runs: readonly {
    readonly host: string
    /** Its id; missing for what no store keeps. */
    readonly run?: string
    readonly open: number
    readonly held: number
    readonly done: number
  }[]
  /** Those that take them, and how many each does at once. */
  readonly workers: readonly { readonly host: string; readonly atOnce: number }[]
  /** Why none does, such as `1 of version 2, not 1`; empty where one does, or none is there. */
  readonly whyNone: string
}

export interface WorkerLine {
  readonly id: string
  readonly host: string
  readonly tasks: readonly string[]
  /** Missing: it takes jobs of any. */
  readonly version?: string
  readonly has: Needs
  /** Jobs of a queue at once, at most. */
  readonly concurrency: number
  readonly running: number
  readonly done: number
  readonly over: number
  readonly refused: number
  /** How many of the queues it takes jobs from. */
  readonly takes: number
}

/** What waits for workers, and who they are. */
export interface QueuesSeen {
  /** 'gone': the rest is as it was seen last. */
  readonly state: 'there' | 'gone'
  /** Where the queues are, without a password. */
  readonly address: string
  readonly queue: string
  /** Milliseconds since 1970 when it was seen. */
  readonly at: number
  readonly queues: readonly QueueLine[]
  readonly workers: readonly WorkerLine[]
}

/** As it is sent: the first workers, and how many more there are. */
export type SentQueues = QueuesSeen & { readonly more: number }

/** Which pages there are besides those of runs. */
export interface MorePages {
  readonly workers: boolean
}
