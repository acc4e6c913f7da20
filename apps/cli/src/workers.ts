import type { Evaluator } from '@textgrad/core'

import { turnsIn, type Lines } from './engine-layers.ts'
import type { Flags, FlagValues } from './flags.ts'
import { asUsage } from './usage-error.ts'

/** Where a run is evaluated. */
export const workersFlags = {
  workers: {
    type: 'string',
    hint: 'redis://host:port',
    description: 'Evaluate on the workers of this Redis (see textgrad worker), not in this process',
  },
  queue: {
    type: 'string',
    description: 'The queue of the workers there: theirs has the same name',
    default: 'textgrad',
  },
} satisfies Flags

/** The evaluator that was asked for; undefined where it is this process. */
export async function evaluatorOf(
  values: FlagValues,
  { pause, lines }: { readonly pause: AbortSignal; readonly lines: Lines },
): Promise<(Evaluator & AsyncDisposable) | undefined> {
  const redisUrl = values['workers'] as string | undefined
  if (redisUrl === undefined) return undefined
  const { bullmq } = await import('@textgrad/workers')
  const queue = values['queue'] as string
  return asUsage(() => bullmq({ redisUrl, queue, pause, turns: turnsIn(lines, pause), tell }))
}

export function tell(remark: string): void {
  process.stderr.write(`textgrad: ${remark}\n`)
}
