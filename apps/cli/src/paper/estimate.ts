import type { LiveExperiment } from '@textgrad/paper'

import type { FlagValues } from '../flags.ts'
import { contextOf } from './context.ts'
import type { Kept } from './kept.ts'
import { plannerOf } from './planned.ts'
import { sumOf, type Asked } from './pretending.ts'
import { rehearserOf } from './rehearse.ts'

/** What an arm of an experiment asks of one model at most. */
export interface Expected extends Asked {
  readonly experiment: string
  readonly arm: string
  /** What may make it more. */
  readonly remark?: string
}

interface EstimateOptions {
  readonly values: FlagValues
  readonly signal: AbortSignal
  readonly kept: Kept
}

/**
 * What an experiment will take, found by running it in memory with a model that is never right and never satisfied. Calls are
 * exact for such a model, and an upper bound for any other whose replies can be read; tokens are those of replies of the length
 * that is assumed.
 */
export async function expectedOf(
  experiment: LiveExperiment,
  options: EstimateOptions,
): Promise<readonly Expected[]> {
  const { values } = options
  const asked: (Asked & { readonly arm: string })[] = []
  const tell = (arm: string, one: Asked): void => void asked.push({ arm, ...one })
  const rehearse = rehearserOf(experiment, { ...options, planned: plannerOf(values), tell })
  for (const arm of experiment.arms)
    await arm.run(contextOf(experiment, values, (specs) => rehearse(arm.name, specs)))
  return experiment.arms.flatMap(({ name: arm, remark }) => {
    const about = { experiment: experiment.name, arm, ...(remark !== undefined && { remark }) }
    const byModel = Map.groupBy(
      asked.filter((one) => one.arm === arm),
      ({ model }) => model,
    )
    if (byModel.size === 0) return [{ ...about, ...sumOf([], 'nothing to ask') }]
    return [...byModel].map(([model, all]) => ({ ...about, ...sumOf(all, model) }))
  })
}

/** As rows of texts. */
export function estimateTable(expected: readonly Expected[]): readonly (readonly string[])[] {
  const head = ['experiment', 'arm', 'model', 'calls', 'tokens in', 'tokens out', 'price']
  const rows = expected.map((one) => rowOf([one.experiment, one.arm, one.model], one))
  return [head, ...rows, ...(rows.length > 1 ? [totalOf(expected)] : [])]
}

/** What has to be known to read it, a line each. */
export function estimateNotes(expected: readonly Expected[], values: FlagValues): readonly string[] {
  const tokens = String(values['assume-reply-tokens'])
  const remarks = Map.groupBy(
    expected.filter(({ remark }) => remark !== undefined),
    ({ arm, remark }) => `${arm}: ${remark!}`,
  )
  return [
    `These are upper bounds where every reply can be read: calls are those of a model that is never right and never satisfied, tokens those of replies of ${tokens} tokens.`,
    ...remarks.keys(),
  ]
}

function rowOf(names: readonly string[], { calls, inputTokens, outputTokens, dollars }: Asked): string[] {
  const counts = [calls, inputTokens, outputTokens].map((count) => count.toLocaleString('en'))
  return [...names, ...counts, dollars === null ? 'unknown' : priceOf(dollars)]
}

function totalOf(expected: readonly Expected[]): string[] {
  const known = expected.reduce((sum, { dollars }) => sum + (dollars ?? 0), 0)
  const row = rowOf(['in all', '', ''], sumOf(expected))
  return known > 0 && row.at(-1) === 'unknown'
    ? row.with(row.length - 1, `${priceOf(known)} and unknown`)
    : row
}

function priceOf(dollars: number): string {
  return `$${dollars.toFixed(dollars < 1 ? 4 : 2)}`
}
