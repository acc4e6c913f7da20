import type { RunWants } from './cards.ts'
import { queueOf, type Wanted } from './wanted.ts'

interface Counts {
  /** Evaluations that are waited for. */
  open: number
  /** Those of them that are in Redis, or on their way to it. */
  sent: number
  done: number
}

/** How far an evaluator is, by what its jobs want of a worker. */
export class Progress {
  readonly #counts = new Map<string, Counts & { readonly wanted: Wanted }>()

  of(wanted: Wanted): Counts {
    const name = queueOf('', wanted)
    const known = this.#counts.get(name) ?? { wanted, open: 0, sent: 0, done: 0 }
    this.#counts.set(name, known)
    return known
  }

  /** What is wanted of workers. */
  get wants(): RunWants[] {
    return [...this.#counts.values()].map(({ wanted, open, sent, done }) => ({
      ...wanted,
      open,
      held: open - sent,
      done,
    }))
  }
}
