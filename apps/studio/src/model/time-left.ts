import type { Spend } from '@textgrad/core'

import type { StepRow } from './step-row.ts'

/** What ends a run, as far as its plan says it. */
export interface Ends {
  readonly steps?: number
  readonly target?: number
  readonly patience?: number
  readonly limits: Readonly<Partial<Spend>>
}

/** About how long a run goes on, and what that rests on. */
export interface TimeLeft {
  /** Milliseconds; 0 where it takes longer already than the steps before let expect. */
  readonly milliseconds: number
  /** How many steps are left; of a budget, a part of a step counts too. */
  readonly steps: number
  /** Milliseconds of a step. */
  readonly pace: number
  /** What comes first: the last step, or a limit of this kind with what is left of it and what a step takes. */
  readonly first: 'steps' | { readonly kind: keyof Spend; readonly left: number; readonly perStep: number }
  /** Whether it may end before that. */
  readonly sooner: readonly ('target' | 'patience')[]
}

/** Over how many steps the pace is taken: it changes in a run. */
const recent = 5

const kinds = ['calls', 'tokens', 'dollars', 'evaluations'] as const

type Closed = StepRow & { readonly spent: Spend }

/**
 * About how long a run that goes on goes on: the steps that are left by their number or by the budget, whichever are fewer,
 * at the pace of the last ones. Undefined where no limit is known, or no step has shown a pace yet.
 */
export function timeLeft(rows: readonly StepRow[], ends: Ends, now: number): TimeLeft | undefined {
  const closed = rows.filter((row): row is Closed => row.number > 0 && row.closed && row.spent !== null)
  const last = closed.at(-1)
  if (!last) return undefined
  const bounds = [
    ...(ends.steps === undefined ? [] : [{ steps: ends.steps - last.number, first: 'steps' as const }]),
    ...budgetBounds(closed.slice(-recent - 1), ends.limits),
  ]
  const bound = bounds.toSorted((a, b) => a.steps - b.steps)[0]
  // A budget of which one step says nothing yet may end it before the steps do.
  const isOpen = closed.length === 1 && kinds.some((kind) => ends.limits[kind] !== undefined)
  if (!bound || bound.steps <= 0 || isOpen) return undefined
  const pace = median(closed.slice(-recent).map(({ began, ended }) => ended - began))
  // A step that takes longer than the others is no further than they were at their ends.
  const underWay = Math.min(pace, Math.max(0, now - last.ended))
  return {
    milliseconds: Math.max(0, bound.steps * pace - underWay),
    steps: bound.steps,
    pace,
    first: bound.first,
    sooner: (['target', 'patience'] as const).filter((end) => ends[end] !== undefined),
  }
}

/** For how many steps each limit is enough, where these steps spent of it. */
function budgetBounds(closed: readonly Closed[], limits: Ends['limits']) {
  const [from, to] = [closed[0]!, closed.at(-1)!]
  return kinds.flatMap((kind) => {
    const limit = limits[kind]
    const perStep = (to.spent[kind] - from.spent[kind]) / (closed.length - 1)
    if (limit === undefined || !(perStep > 0)) return []
    const left = Math.max(0, limit - to.spent[kind])
    return [{ steps: left / perStep, first: { kind, left, perStep } }]
  })
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
