import { Cards, type RunCard, type WorkerCard } from './cards.ts'
import type { RedisLink } from './redis.ts'
import { queueOf, type Wanted } from './wanted.ts'

/** Who is there, and the queues that there may be; the maps of queues are by their names. */
export interface KnownQueues {
  readonly runs: ReadonlyMap<string, RunCard>
  readonly workers: ReadonlyMap<string, WorkerCard>
  readonly all: ReadonlyMap<string, Wanted>
  /** Those that runs want. */
  readonly wanted: ReadonlyMap<string, Wanted>
  /** Those that workers take jobs from whether a run wants any or not. */
  readonly served: ReadonlyMap<string, Wanted>
}

/** Reads the cards, and the names of queues that outlive who put jobs there. */
export async function knownQueues(link: RedisLink, queue: string): Promise<KnownQueues> {
  const cards = new Cards(link, queue)
  const [runs, workers, named] = await Promise.all([cards.runsById(), cards.workersById(), cards.queues()])
  const byName = (some: readonly Wanted[]): [string, Wanted][] =>
    some.map((one) => [queueOf(queue, one), one])
  const wanted = byName([...runs.values()].flatMap(({ wants }) => wants))
  const served = byName(
    [...workers.values()].flatMap(({ tasks, version = '' }) =>
      tasks.map((task) => ({ task, version, needs: {} })),
    ),
  )
  const all = new Map([...named, ...served, ...wanted])
  return { runs, workers, all, wanted: new Map(wanted), served: new Map(served) }
}
