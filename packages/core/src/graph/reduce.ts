import { imageName } from '../llm/parts.ts'
import { promptLimit } from '../prompts/limit.ts'
import type { Call } from '../run/call.ts'
import type { AskOptions } from './ask.ts'
import { digestToOne } from './digest.ts'
import type { Gradient, UseContext } from './gradient.ts'
import type { Variable } from './variable.ts'

/**
 * Merges the gradients of each aggregation that met on a variable into one, by one 'reduce' call each (more where
 * they do not fit one prompt). The uses that earned them stay with the result. Gradients of no aggregation are left
 * as they are.
 */
export function mergeGroups(
  variable: Variable<any>,
  gradients: readonly Gradient[],
  { engine, promptTokens }: AskOptions,
  place: Call,
): Promise<readonly Gradient[]> | undefined {
  const groups = Map.groupBy(
    gradients.filter(({ kind, group }) => kind === 'feedback' && group !== undefined),
    ({ group }) => group!,
  )
  const large = [...groups.values()].filter(({ length }) => length > 1)
  if (large.length === 0) return undefined
  return mergeAll(large)

  async function mergeAll(all: readonly (readonly Gradient[])[]): Promise<readonly Gradient[]> {
    const merged = new Map<Gradient, Gradient>()
    const left = new Set<Gradient>()
    await Promise.all(
      all.map(async (group, index) => {
        merged.set(group[0]!, await merge(group, index))
        for (const gradient of group.slice(1)) left.add(gradient)
      }),
    )
    return gradients.filter((one) => !left.has(one)).map((one) => merged.get(one) ?? one)
  }

  async function merge(group: readonly Gradient[], index: number): Promise<Gradient> {
    if (!engine) throw new TypeError('Expected an engine for backward(), because aggregate merges gradients')
    const text = await digestToOne(
      group.map((gradient) => gradient.text),
      {
        role: variable.role,
        engine,
        limit: promptLimit(engine, promptTokens),
        place: place.child(`reduce-${index}`),
      },
    )
    const context = joined(group.flatMap((gradient) => gradient.context ?? []))
    const { from, group: name } = group[0]!
    return {
      kind: 'feedback',
      text,
      from,
      ...(name !== undefined && { group: name }),
      ...(context && { context }),
    }
  }
}

/** Several uses as one. */
function joined(contexts: readonly UseContext[]): UseContext | undefined {
  if (contexts.length === 0) return undefined
  const images = new Map(
    contexts.flatMap((one) => (one.images ?? []).map((image) => [imageName(image), image])),
  )
  return {
    conversation: contexts.map(({ conversation }) => conversation).join('\n\n'),
    outputRole: [...new Set(contexts.map(({ outputRole }) => outputRole))].join(', '),
    ...(images.size > 0 && { images: [...images.values()] }),
  }
}
