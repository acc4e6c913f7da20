import { tempDir } from '@textgrad/host'

import { runAway, runHere, type Came, type CameAway, type Cut } from './network/three-hosts.ts'
import type { Table } from './table.ts'

export interface NetworkOptions {
  /** Seconds for which a cable is out of the switch. */
  readonly seconds: number
  /** Whose cable; a run for each. */
  readonly cuts: readonly Cut[]
  /** Milliseconds without a sign of a worker, after which another may have its job. */
  readonly lease: number
  readonly steps: number
}

const perStep = 8
/** Jobs of the worker at once. */
const concurrency = 4

/** A run, Redis and a worker on three hosts, whose link is cut in the middle. */
export async function workersNetwork(
  options: NetworkOptions = {
    seconds: 30,
    cuts: ['coordinator', 'redis', 'worker'],
    lease: 30_000,
    steps: 12,
  },
): Promise<readonly Table[]> {
  const { seconds, cuts, steps, lease } = options
  const size = { steps, perStep, concurrency, lease }
  await using folder = await tempDir('textgrad-network-')
  const here = await runHere(folder, size)
  const rows: (string | number | boolean)[][] = []
  for (const whose of cuts) rows.push(rowOf(whose, await runAway(folder, size, { whose, seconds }), here))
  return [
    {
      name: 'workers-network',
      title:
        `A run of ${steps * perStep + 1} evaluations of 2 calls each on a worker of ${concurrency} at once; coordinator, Redis and ` +
        `worker in network namespaces. One cable is pulled out for ${seconds} s. Required: result and events as in one process; ` +
        `no reply asked for again that was committed, and at most the ${concurrency} that were under way`,
      columns: [
        'cut',
        'same as here',
        'replies',
        'asked again',
        'of those committed',
        'attempts',
        'requeued',
        'dropped',
        'goes on after, s',
        'kept',
      ],
      rows,
    },
  ]
}

function rowOf(
  cut: Cut,
  { outcome, asked, committed, stats, wentOn }: CameAway,
  here: Came,
): (string | number | boolean)[] {
  const isSame = outcome === here.outcome
  const paths = new Set(asked.map(({ path }) => path))
  const committedAt = new Map(committed.map(({ path, at }) => [path, at]))
  const again = asked.filter(({ path, at }) => at > (committedAt.get(path) ?? Infinity)).length
  const isWhole = paths.size === here.committed.length && committed.length === here.committed.length
  const { attempts, requeued, dropped } = stats
  return [
    cut,
    isSame,
    committed.length,
    asked.length - paths.size,
    again,
    attempts,
    requeued,
    dropped,
    Number(wentOn.toFixed(1)),
    isSame && isWhole && again === 0 && asked.length - paths.size <= concurrency,
  ]
}
