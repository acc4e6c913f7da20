import type { Properties, PropertyName } from './properties.ts'

export type DrugRuleName = 'lipinski' | 'veber' | 'ghose'

/** Where a property may lie. */
export interface Bounds {
  readonly property: PropertyName
  readonly from?: number
  readonly to?: number
}

interface DrugRule {
  readonly bounds: readonly Bounds[]
  /** How many bounds may be broken. */
  readonly tolerated: number
}

/** A property that lies outside its bounds. */
interface Violation extends Bounds {
  readonly value: number
}

/** What a rule says of a molecule. */
export interface Verdict {
  readonly rule: DrugRuleName
  readonly passes: boolean
  readonly violations: readonly Violation[]
}

/**
 * Rules of thumb for drugs that are swallowed:
 * - Lipinski: C. A. Lipinski et al., Adv. Drug Deliv. Rev. 1997, 23, 3, doi:10.1016/S0169-409X(96)00423-1; one
 *   of the four may be broken
 * - Veber: D. F. Veber et al., J. Med. Chem. 2002, 45, 2615, doi:10.1021/jm020017n
 * - Ghose: the qualifying ranges of A. K. Ghose et al., J. Comb. Chem. 1999, 1, 55, doi:10.1021/cc9800071
 */
const rules: Readonly<Record<DrugRuleName, DrugRule>> = {
  lipinski: {
    bounds: [
      { property: 'weight', to: 500 },
      { property: 'logp', to: 5 },
      { property: 'polarHydrogens', to: 5 },
      { property: 'nitrogensAndOxygens', to: 10 },
    ],
    tolerated: 1,
  },
  veber: {
    bounds: [
      { property: 'rotatableBonds', to: 10 },
      { property: 'tpsa', to: 140 },
    ],
    tolerated: 0,
  },
  ghose: {
    bounds: [
      { property: 'weight', from: 160, to: 480 },
      { property: 'logp', from: -0.4, to: 5.6 },
      { property: 'refractivity', from: 40, to: 130 },
      { property: 'atoms', from: 20, to: 70 },
    ],
    tolerated: 0,
  },
}

export const drugRuleNames: readonly DrugRuleName[] = ['lipinski', 'veber', 'ghose']

/** Judges a molecule by a rule; bounds belong to what is allowed. */
export function judge(rule: DrugRuleName, properties: Properties): Verdict {
  const { bounds, tolerated } = rules[rule]
  const violations = bounds.flatMap((bound): Violation[] => {
    const value = properties[bound.property]
    return isWithin(value, bound) ? [] : [{ ...bound, value }]
  })
  return { rule, passes: violations.length <= tolerated, violations }
}

/** Whether a value lies within bounds, which belong to it. */
export function isWithin(
  value: number,
  { from = -Infinity, to = Infinity }: Omit<Bounds, 'property'>,
): boolean {
  return value >= from && value <= to
}
