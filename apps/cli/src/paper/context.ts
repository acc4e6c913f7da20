import { existsSync } from 'node:fs'
import { join } from 'node:path'

import type { ArmContext, LiveExperiment } from '@textgrad/paper'

import type { FlagValues } from '../flags.ts'

/** What the arms of an experiment are given, by what was typed. */
export function contextOf(
  { seeds: usual = 1 }: LiveExperiment,
  values: FlagValues,
  trials: ArmContext['trials'],
): ArmContext {
  const data = values['data'] as string | undefined
  const [first, count = usual] = [values['seed'] as number, values['seeds'] as number | undefined]
  return {
    limit: values['limit'] as number | undefined,
    seeds: Array.from({ length: count }, (_, index) => first + index),
    folder(name) {
      if (data === undefined) return undefined
      const own = join(data, name)
      return existsSync(own) ? own : data
    },
    trials,
  }
}
