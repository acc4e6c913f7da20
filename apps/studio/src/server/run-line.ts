import type { RunLine } from '../model/wire.ts'
import type { RunReader } from './asked.ts'

/** Among how many events the evaluation of the start is looked for. */
const beginning = 200

/** Runs as a list shows them. */
export class RunLines {
  readonly #store: RunReader
  readonly #baselines = new Map<string, number | null>()

  constructor(store: RunReader) {
    this.#store = store
  }

  async of(id: string): Promise<RunLine> {
    const baseline = await this.#baseline(id)
    const { plan, status, reason, started, steps, best, spent, maybe } = await this.#store.info(id)
    return {
      id,
      task: plan.task,
      status,
      ...(reason !== undefined && { reason }),
      started,
      steps,
      baseline,
      // Until a step has ended, the start is the best.
      best: best ? finite(best.score) : baseline,
      spent,
      maybe,
      ...(plan.forkOf !== undefined && { forkOf: plan.forkOf }),
    }
  }

  /** The score of the start, which stays what it is. */
  async #baseline(id: string): Promise<number | null> {
    const known = this.#baselines.get(id)
    if (known !== undefined) return known
    let seen = 0
    for await (const { event } of this.#store.read(id)) {
      if (event.type === 'evaluation') {
        const { score, error } = event.evaluation
        const baseline = error === undefined ? finite(score) : null
        this.#baselines.set(id, baseline)
        return baseline
      }
      if (++seen > beginning) break
    }
    return null
  }
}

/** JSON has no other numbers. */
function finite(score: number | null): number | null {
  return Number.isFinite(score) ? score : null
}
