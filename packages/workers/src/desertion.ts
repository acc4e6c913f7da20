import type { JobQueues } from './job-queues.ts'
import type { OpenJob } from './open-job.ts'

/** Milliseconds after which it is said that nobody works. */
const patience = 5000

/** Sees when nobody takes the jobs of a task, and says so once each time. */
export class Desertion {
  /** Since when jobs of a task wait and nobody takes them. */
  readonly #since = new Map<string, number>()
  readonly #told = new Set<string>()

  /** The tasks of these jobs, which no worker holds, that are deserted and that nobody was told of yet. */
  async of(waiting: readonly OpenJob[], queues: JobQueues): Promise<string[]> {
    const deserted = new Set(await queues.deserted(waiting))
    const now = performance.now()
    for (const task of this.#since.keys()) if (!deserted.has(task)) this.#forget(task)
    for (const task of deserted) if (!this.#since.has(task)) this.#since.set(task, now)
    const news = [...this.#since].filter(([task, since]) => now - since >= patience && !this.#told.has(task))
    for (const [task] of news) this.#told.add(task)
    return news.map(([task]) => task)
  }

  #forget(task: string): void {
    this.#since.delete(task)
    this.#told.delete(task)
  }
}
