import type { WorkerCard } from './cards.ts'
import { lackOf } from './needs.ts'
import type { Wanted } from './wanted.ts'

/** Milliseconds after which it is said that nobody works. */
const patience = 5000

/** Sees when no worker is there that may take jobs, and says so once each time, and why. */
export class Desertion {
  /** Since when jobs wait and nobody takes them, by their task. */
  readonly #since = new Map<string, number>()
  readonly #told = new Set<string>()
  /** Workers of other versions that were told of. */
  readonly #strangers = new Set<string>()
  readonly #queue: string

  /** `queue` says which and where. */
  constructor(queue: string) {
    this.#queue = queue
  }

  /** What is to be told of the jobs that wait and that no worker holds. */
  of(waiting: readonly Wanted[], workers: readonly WorkerCard[]): string[] {
    const deserted = new Map<string, string>()
    for (const wanted of waiting)
      if (!workers.some((worker) => refusal(worker, wanted) === undefined))
        deserted.set(wanted.task, inBrackets(whyNone(wanted, workers)))
    const now = performance.now()
    for (const task of this.#since.keys()) if (!deserted.has(task)) this.#forget(task)
    for (const task of deserted.keys()) if (!this.#since.has(task)) this.#since.set(task, now)
    const news = [...this.#since].filter(([task, since]) => now - since >= patience && !this.#told.has(task))
    for (const [task] of news) this.#told.add(task)
    return news.map(
      ([task]) =>
        `No worker takes jobs of ${task} from the queue ${this.#queue}${deserted.get(task)}; the run waits for one`,
    )
  }

  /** What is to be told of workers of another version than the jobs, beside which others take them; once of each. */
  strangers(wants: readonly Wanted[], workers: readonly WorkerCard[]): string[] {
    return wants.flatMap(({ task, version: own }) =>
      workers.flatMap(({ host, tasks, version }) => {
        if (version === undefined || version === own || !tasks.includes(task)) return []
        const remark = `A worker on ${host} is of version ${version}: it gets no jobs of this run, which is of version ${own}`
        if (this.#strangers.has(remark)) return []
        this.#strangers.add(remark)
        return [remark]
      }),
    )
  }

  #forget(task: string): void {
    this.#since.delete(task)
    this.#told.delete(task)
  }
}

/** What decides which jobs a worker takes. */
type Able = Pick<WorkerCard, 'tasks' | 'version' | 'has'>

/** Why a worker does not take such jobs; undefined where it does. */
export function refusal({ tasks, version, has }: Able, wanted: Wanted): string | undefined {
  if (!tasks.includes(wanted.task)) return `of other tasks`
  if (version !== undefined && version !== wanted.version)
    return `of version ${version}, not ${wanted.version}`
  const lack = lackOf(has, wanted.needs)
  return lack === '' ? undefined : `without ${lack}`
}

/** Why none of the workers takes such jobs, in words; empty where there is none at all. */
export function whyNone(wanted: Wanted, workers: readonly Able[]): string {
  const counts = new Map<string, number>()
  for (const worker of workers) {
    const why = refusal(worker, wanted) ?? ''
    counts.set(why, (counts.get(why) ?? 0) + 1)
  }
  return [...counts].map(([why, count]) => `${count} ${why}`).join(', ')
}

function inBrackets(why: string): string {
  return why === '' ? '' : ` (there are ${why})`
}
