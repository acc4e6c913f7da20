import { liveExperiments, type LiveExperiment } from '@textgrad/paper'

import type { Flag, Flags, FlagValues } from '../flags.ts'
import { UsageError } from '../usage-error.ts'

/** The flags that single experiments have. */
export const experimentFlags: Flags = Object.fromEntries(
  liveExperiments.flatMap(({ name, flags = {} }) =>
    Object.entries(flags).map(([flag, { type, description }]): [string, Flag] => {
      const words = `Of ${name}: ${description}`
      if (type === 'boolean') return [flag, { type, description: words }]
      return [flag, { type: 'string', path: true, hint: 'file', description: words }]
    }),
  ),
)

/** What was typed of an experiment's own flags. */
export function flagsOf(
  { flags = {} }: LiveExperiment,
  values: FlagValues,
): Record<string, string | boolean> {
  return Object.fromEntries(
    Object.keys(flags).flatMap((flag) => {
      const value = values[flag]
      return value === undefined ? [] : [[flag, value as string | boolean]]
    }),
  )
}

/** @throws UsageError for a flag that none of the chosen experiments has. */
export function refuseForeignFlags(chosen: readonly LiveExperiment[], values: FlagValues): void {
  const taken = new Set(chosen.flatMap(({ flags = {} }) => Object.keys(flags)))
  const foreign = Object.keys(experimentFlags).find((flag) => values[flag] !== undefined && !taken.has(flag))
  if (foreign === undefined) return
  const owners = liveExperiments.filter(({ flags = {} }) => foreign in flags).map(({ name }) => name)
  throw new UsageError(
    `--${foreign} is of ${owners.join(', ')}, not of ${chosen.map(({ name }) => name).join(', ')}`,
  )
}
