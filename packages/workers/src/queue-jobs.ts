import type { RedisLink } from './redis.ts'

/** What BullMQ keeps of a queue, and in what. */
const lists = { wait: 'list', paused: 'list', prioritized: 'set', active: 'list', failed: 'set' } as const
type Place = keyof typeof lists

const pending: readonly Place[] = ['wait', 'paused', 'prioritized', 'active']
const page = 1000
const reasonsShown = 3
/** Characters of a reason, at most. */
const longest = 300

export interface JobCounts {
  readonly waiting: number
  readonly active: number
  readonly refused: number
}

export function holdsJobs({ waiting, active, refused }: JobCounts): boolean {
  return waiting + active + refused > 0
}

const keyOf = (queue: string, place: string): string => `bull:${queue}:${place}`

/** How many jobs lie in each of the queues. Reads Redis alone: a `Queue` of BullMQ writes its settings there. */
export async function countJobs(
  { commands }: RedisLink,
  queues: readonly string[],
): Promise<ReadonlyMap<string, JobCounts>> {
  const asked = commands.pipeline()
  for (const queue of queues)
    for (const [place, kind] of Object.entries(lists))
      if (kind === 'list') asked.llen(keyOf(queue, place))
      else asked.zcard(keyOf(queue, place))
  const found = ((await asked.exec()) ?? []).map(([error, count]) => {
    if (error) throw error
    return Number(count)
  })
  const places = Object.keys(lists).length
  return new Map(
    queues.map((queue, index) => {
      const [wait = 0, paused = 0, prioritized = 0, active = 0, refused = 0] = found.slice(index * places)
      return [queue, { waiting: wait + paused + prioritized, active, refused }]
    }),
  )
}

/** Why the last jobs that were refused were, the last one first. */
export async function lastReasons({ commands }: RedisLink, queue: string): Promise<string[]> {
  const ids = await commands.zrevrange(keyOf(queue, 'failed'), 0, reasonsShown - 1)
  const reasons = await Promise.all(ids.map((id) => commands.hget(keyOf(queue, id), 'failedReason')))
  return reasons.flatMap((reason) => (reason ? [reason.slice(0, longest)] : []))
}

/**
 * The ids of the jobs that nobody of `waitedBy` waits for, page by page; with `refused` also of those that were. A job's id
 * begins with that of who waits for it.
 */
export async function* leftJobs(
  { commands }: RedisLink,
  queue: string,
  { waitedBy, refused = false }: { readonly waitedBy: ReadonlySet<string>; readonly refused?: boolean },
): AsyncGenerator<string[]> {
  for (const place of refused ? [...pending, 'failed' as const] : pending) {
    const key = keyOf(queue, place)
    for (let from = 0; ; from += page) {
      const to = from + page - 1
      const ids = await (lists[place] === 'list'
        ? commands.lrange(key, from, to)
        : commands.zrange(key, from, String(to)))
      if (ids.length === 0) break
      yield ids.filter((id) => !waitedBy.has(id.slice(0, Math.max(0, id.lastIndexOf('-')))))
    }
  }
}
