import type { PlanCase, Structure } from '../plan-case.ts'

/** Names by which the one target of a case is meant, whatever it is called. */
const anyTarget = ['ptv', 'target', 'ctv', 'gtv']

/**
 * The structure that a name means: as it is written, but for case, spaces and signs; by another name that it may have;
 * PTV or target is the target where there is one.
 */
export function structureNamed(
  { structures }: Pick<PlanCase, 'structures'>,
  name: string,
  aliases: Readonly<Record<string, readonly string[]>> = {},
): Structure | undefined {
  const others = Object.entries(aliases).find(([one]) => plain(one) === plain(name))?.[1] ?? []
  for (const one of [name, ...others]) {
    const exact = structures.find((structure) => structure.name === one)
    if (exact) return exact
    const alike = structures.filter((structure) => plain(structure.name) === plain(one))
    if (alike.length === 1) return alike[0]
  }
  const targets = structures.filter(({ type }) => type === 'target')
  return targets.length === 1 && anyTarget.includes(plain(name)) ? targets[0] : undefined
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
