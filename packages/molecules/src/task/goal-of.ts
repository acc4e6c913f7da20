import type { Constraints } from '../losses/constraints.ts'
import { readWish } from '../losses/desirability.ts'
import { measuresOf, type Goal } from '../losses/goal.ts'
import { presets, readWeights } from '../losses/presets.ts'
import type { DesignConfig } from './config.ts'

const names = {
  qed: 'drug-likeness (QED)',
  paper: 's_overall = Vina + (1 - QED)',
  dockstring: 'Vina + 10 (1 - QED)',
} as const

/**
 * The goal that a configuration asks for.
 * @throws {TypeError} for weights and wishes at once, and for what the goal needs and was not given
 */
export function goalOf(config: DesignConfig): Goal {
  const { weights, wish, objective, avoid } = config
  if (weights !== undefined && wish.length > 0) throw new TypeError('Expected weights or a wish, got both')
  const goal = named()
  const needs = measuresOf(goal)
  const has = { vina: config.bind.length > 0 || config.receptor !== undefined, avoid: avoid.length > 0 }
  for (const [measure, flag] of [
    ['vina', 'bind'],
    ['avoid', 'avoid'],
  ] as const) {
    if (needs.includes(measure) && !has[measure])
      throw new TypeError(`Expected ${flag}: the measure ${measure} needs one`)
    if (!needs.includes(measure) && has[measure])
      throw new TypeError(`Expected an objective with ${measure}, because a target is given for it`)
  }
  if (needs.includes('similarity') && config.reference === undefined)
    throw new TypeError('Expected reference: the measure similarity needs one')
  return goal

  function named(): Goal {
    if (wish.length > 0) return { kind: 'wishes', name: 'desirability', wishes: wish.map(readWish) }
    if (weights !== undefined)
      return { kind: 'costs', name: 'the sum of costs', weights: readWeights(weights) }
    if (objective === 'qed') return { kind: 'measure', name: names.qed, measure: 'qed' }
    const sum = { ...presets[objective], ...(avoid.length > 0 && { avoid: avoidWeight }) }
    const name =
      'avoid' in sum ? `${names[objective]} - ${avoidWeight} Vina where it should not bind` : names[objective]
    return { kind: 'costs', name, weights: sum }
  }
}

/** What binding elsewhere counts in the presets: less than binding well, or the smallest molecule would be the best. */
const avoidWeight = 0.5

/** What each molecule must obey; `start` is what it is to stay similar to where no reference is given. */
export function constraintsOf(
  { keep, forbid, reference, similarity }: DesignConfig,
  start: string,
): Constraints {
  const other = reference ?? (similarity === undefined ? undefined : start)
  return {
    ...(keep.length > 0 && { keep }),
    ...(forbid.length > 0 && { forbid }),
    ...(other !== undefined && { reference: other }),
    ...(similarity !== undefined && { atLeast: similarity }),
  }
}
