import type { LiveExperiment } from '@textgrad/paper'

import type { FlagValues } from '../flags.ts'
import { contextOf } from './context.ts'
import { plannerOf } from './planned.ts'
import { sumOf, Tally, type Asked } from './pretending.ts'
import { rehearserOf } from './rehearse.ts'

/** What an arm of an experiment asks of one model at most. */
export interface Expected extends Asked {
  readonly experiment: string
  readonly arm: string
}

/**
 * What an experiment will take, found by running it in memory with a model that is never satisfied. Calls are exact for such a
 * model, and an upper bound for any other whose replies can be read; tokens are those of replies of the length that is assumed.
 */
export async function expectedOf(
  experiment: LiveExperiment,
  values: FlagValues,
  signal: AbortSignal,
): Promise<readonly Expected[]> {
  const tally = new Tally()
  const rehearse = rehearserOf(experiment, { values, signal, planned: plannerOf(values), tally })
  for (const { name, run } of experiment.arms)
    await run(contextOf(experiment, values, (specs) => rehearse(name, specs)))
  return experiment.arms.flatMap(({ name }) =>
    tally.of(name).map((asked) => ({ experiment: experiment.name, arm: name, ...asked })),
  )
}

/** As lines of text. */
export function estimateTable(expected: readonly Expected[]): readonly (readonly string[])[] {
  const head = ['experiment', 'arm', 'model', 'calls', 'tokens in', 'tokens out', 'price']
  const rows = expected.map((one) => rowOf([one.experiment, one.arm, one.model], one))
  return [head, ...rows, ...(rows.length > 1 ? [rowOf(['in all', '', ''], sumOf(expected))] : [])]
}

function rowOf(names: readonly string[], { calls, inputTokens, outputTokens, dollars }: Asked): string[] {
  const price = dollars === null ? 'unknown' : `$${dollars.toFixed(dollars < 1 ? 4 : 2)}`
  return [...names, ...[calls, inputTokens, outputTokens].map((count) => count.toLocaleString('en')), price]
}
