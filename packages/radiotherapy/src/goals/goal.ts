import type { Quantity, Unit } from './quantity.ts'

/** What of a plan a goal speaks of. Doses are in Gy over the whole course. */
export type GoalMetric =
  /** D95%: what the hottest 95 % get at least. D0.1cc: the same of a volume in cc. */
  | { readonly kind: 'doseAt'; readonly volume: Quantity }
  /** V70Gy: the volume that gets at least 70 Gy. V95%: at least 95 % of the prescription. */
  | { readonly kind: 'volumeAt'; readonly dose: Quantity; readonly in: '%' | 'cc' }
  | { readonly kind: 'mean' | 'min' | 'max' }
  /** The generalised equivalent uniform dose with this exponent. */
  | { readonly kind: 'gEud'; readonly exponent: number }
  /** Paddick's conformity to the isodose of this dose. */
  | { readonly kind: 'conformity'; readonly dose: Quantity }
  /** (D2 - D98)/D50: ICRU Report 83. */
  | { readonly kind: 'homogeneity' }

/** A goal that is hard has to be met; one that is soft should be. */
export type Tier = 'hard' | 'soft'

/** What a plan should reach in a structure: at least or at most a limit. */
export interface Goal {
  /** Its name: as it was written, without remarks and with doses in Gy. */
  readonly text: string
  readonly structure: string
  readonly metric: GoalMetric
  /** `>` is read as at least, `<` as at most: no plan is exactly on a limit. */
  readonly direction: 'atLeast' | 'atMost'
  /** In the unit of the metric, or for doses in per cent of the prescription. */
  readonly limit: Quantity
  readonly tier: Tier
  /** 1 counts most; each further one half as much. */
  readonly priority: number
}

/** Goals that are judged together. */
export interface GoalSet {
  readonly name: string
  /** Where the goals are from. */
  readonly source?: string
  /** Gy: what per cent of the prescription mean. */
  readonly prescription?: number
  /** What each plan is scaled to, such as `PTV D95% = 50 Gy` (default: the first goal that covers a target). */
  readonly normalizeTo?: string
  readonly goals: readonly Goal[]
  /** Structures of the goals by other names that cases may have for them. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>
}

/** The unit that a metric is measured in. */
export function unitOf(metric: GoalMetric): Unit {
  if (metric.kind === 'volumeAt') return metric.in
  return metric.kind === 'conformity' || metric.kind === 'homogeneity' ? '' : 'Gy'
}

/** The share of the sum of squares that a priority has, as the weights 2^-rank of the paper's metric do. */
export const shareOf = ({ priority }: Pick<Goal, 'priority'>): number => 2 ** (1 - priority)
