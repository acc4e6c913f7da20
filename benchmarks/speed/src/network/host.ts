/** What `host.program.ts` is told. */
export type Settings = CoordinatorSettings | WorkerSettings

interface Shared {
  /** The file that gets a line for each request of the simulated model. */
  readonly asked: string
  /** Milliseconds until the model replies. */
  readonly reply: number
  /** Of both, milliseconds. */
  readonly lease: number
}

export interface CoordinatorSettings extends Shared {
  readonly role: 'coordinator'
  /** Without it the run evaluates in its own process. */
  readonly redisUrl?: string
  readonly store: string
  /** The file that gets a line for each reply that was committed. */
  readonly committed: string
  readonly steps: number
  readonly perStep: number
}

export interface WorkerSettings extends Shared {
  readonly role: 'worker'
  readonly redisUrl: string
  readonly concurrency: number
}
