import type { Needs } from '@textgrad/core'

/** A run that waits for jobs of a queue. */
export interface RunSeen {
  readonly host: string
  /** What it is called; missing for what is kept nowhere. */
  readonly run?: string
  /** Evaluations that it waits for. */
  readonly open: number
  /** Those of them that it holds back until fewer are in Redis. */
  readonly held: number
  readonly done: number
}

/** The jobs that want the same of a worker. */
export interface QueueSeen {
  readonly task: string
  /** Empty: of no version. */
  readonly version: string
  readonly needs: Needs
  /** Jobs that lie in Redis and that no worker has begun. */
  readonly waiting: number
  readonly active: number
  /** Malformed ones, as far as they are kept. */
  readonly refused: number
  /** Why the last of them were, the last one first. */
  readonly reasons: readonly string[]
  /**
   * Of those that wait or are active, the ones that nobody waits for: their run was killed. Counted more rarely the more there
   * are, at most 2,000 a second.
   */
  readonly left: number
  readonly runs: readonly RunSeen[]
  /** The workers that take them, and how many of them each does at once. */
  readonly workers: readonly { readonly host: string; readonly atOnce: number }[]
  /** Why none does, as in `1 of version 2, not 1`; empty where one does, or there is none. */
  readonly whyNone: string
}

/** A worker as it last told, within some seconds. */
export interface WorkerSeen {
  readonly id: string
  readonly host: string
  readonly tasks: readonly string[]
  /** Missing: it takes jobs of any. */
  readonly version?: string
  /** Memory in GiB. */
  readonly has: Needs
  /** Jobs of a queue at once, at most. */
  readonly concurrency: number
  readonly running: number
  readonly done: number
  /** Jobs that nobody waited for, or that another worker got. */
  readonly over: number
  readonly refused: number
  /** How many of the queues it takes jobs from. */
  readonly takes: number
}

export interface QueuesSeen {
  /** 'gone': Redis does not answer; the rest is as it was last seen. */
  readonly state: 'there' | 'gone'
  /** Where Redis is, without a password. */
  readonly address: string
  readonly queue: string
  /** Milliseconds since 1970 when it was seen. */
  readonly at: number
  /** Those that a run wants, or that hold jobs. */
  readonly queues: readonly QueueSeen[]
  readonly workers: readonly WorkerSeen[]
}
