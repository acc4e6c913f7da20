import type { Needs, Task } from '@textgrad/core'
import type { BullmqEvaluator, BullmqStats } from '@textgrad/workers'

import type { Flag, Flags, FlagValues } from './flags.ts'
import { withPassword } from './redis-password.ts'
import { scoringTask } from './scoring.ts'
import { turnsIn, type Lines } from './server-lines.ts'
import { tasks } from './tasks.ts'
import { tell } from './tell.ts'
import { asUsage, UsageError } from './usage-error.ts'

/** The Redis that runs are given as --workers. */
export const redisFlag: Flag = {
  type: 'string',
  hint: 'redis://host:port',
  description:
    'Where the jobs are: what runs are given as --workers; its password may be in TEXTGRAD_REDIS_PASSWORD',
}

/** Where a run is evaluated. */
export const workersFlags = {
  workers: {
    type: 'string',
    hint: 'redis://host:port',
    description:
      'Evaluate on the workers of this Redis (see textgrad worker), not in this process; its password may be in TEXTGRAD_REDIS_PASSWORD',
  },
  queue: {
    type: 'string',
    description: 'The queue of the workers there: theirs has the same name',
    default: 'textgrad',
  },
  needs: {
    type: 'string',
    hint: 'cores=n,memory=GiB,gpu=name',
    description:
      'With --workers: only workers that have this get the evaluations (default: what the task says, mostly nothing)',
  },
  priority: {
    type: 'integer',
    min: 0,
    description: 'With --workers: evaluations of runs with a smaller number go first (default: 0)',
  },
} satisfies Flags

export interface Evaluating {
  /** Begins nothing new once it is aborted. */
  readonly pause: AbortSignal
  /** Where requests of workers wait for their turn. */
  readonly lines: Lines
  /** The id of the run, once it has one. */
  readonly run?: () => string | undefined
}

/** The evaluator that was asked for; undefined where it is this process. */
export async function evaluatorOf(
  values: FlagValues,
  { pause, lines, run }: Evaluating,
): Promise<BullmqEvaluator | undefined> {
  const needs = readNeeds(values['needs'] as string | undefined)
  const priority = values['priority'] as number | undefined
  const typed = values['workers'] as string | undefined
  if (typed === undefined) {
    const needless = ['needs', 'priority'].find((name) => values[name] !== undefined)
    if (needless === undefined) return undefined
    throw new UsageError(`--${needless} is for evaluations on workers, and --workers is missing`)
  }
  const redisUrl = withPassword(typed)
  const { bullmq } = await import('@textgrad/workers')
  const queue = values['queue'] as string
  const how = { ...(needs && { needs }), ...(priority && { priority }) }
  return asUsage(() =>
    bullmq({
      redisUrl,
      queue,
      pause,
      tasks: withScoring(tasks),
      turns: turnsIn(lines, pause),
      sharing: lines.sharing,
      tell,
      ...(run && { run }),
      ...how,
    }),
  )
}

/** The tasks, and the scorers among them as tasks. */
export function withScoring(some: readonly Task[]): readonly Task[] {
  return [...some, ...some.flatMap((task) => scoringTask(task) ?? [])]
}

/** @throws UsageError */
function readNeeds(typed: string | undefined): Needs | undefined {
  if (typed === undefined) return undefined
  const read = typed.split(',').map((part): readonly [string, number | string] => {
    const [, name, value] = /^(cores|memory|gpu)=(.+)$/.exec(part) ?? []
    const number = Number(value)
    if (name === 'gpu') return [name, gpuNamed('--needs', value!)]
    if (name !== undefined && number > 0) return [name, number]
    throw new UsageError(
      `--needs is what a machine has to have, such as cores=4,memory=8,gpu=a100, not ${JSON.stringify(typed)}`,
    )
  })
  return Object.fromEntries(read)
}

/** @throws UsageError for what is no name of a GPU. */
export function gpuNamed(flag: string, typed: string): string {
  if (/^[a-z0-9][a-z0-9.-]{0,31}$/.test(typed)) return typed
  throw new UsageError(
    `${flag}: a GPU is named in small letters, digits, dots and dashes, such as a100, not ${JSON.stringify(typed)}`,
  )
}

/** Where the evaluations are, in a few words. */
export function progressOf({ open, active, done, workers }: BullmqStats): string {
  return `${open - active} waiting, ${active} active, ${done} done on ${workers} ${workers === 1 ? 'worker' : 'workers'}`
}
