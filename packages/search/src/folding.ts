import type { Call, Evaluated, History, Problem } from '@textgrad/core'

/** How a strategy makes its state of what has been tried. */
export interface Fold<State> {
  /** The state after the start was evaluated. */
  begin(first: Evaluated, problem: Problem<any>, seed: number): State
  /** The state after a step; it may change the old one and give it back. The order of what was tried does not depend on the gate. */
  take(state: State, tried: readonly Evaluated[]): State
}

/** The state that a history leads to. */
export type Folded<State> = (history: History, problem: Problem<any>, call: Pick<Call, 'seed'>) => State

interface Remembered<State> {
  readonly problem: Problem<any>
  readonly seed: number
  readonly pool: readonly Evaluated[]
  readonly failed: readonly Evaluated[]
  readonly state: State
}

/**
 * A fold over everything evaluated, accepted or not, step by step. What it returns depends on the history,
 * the problem and the seed alone. It remembers the last state of each run and goes on from it as long as the history has
 * only grown since; otherwise it folds anew. So a run of n evaluations costs n takes, and resuming is nothing
 * special.
 */
export function folding<State>(fold: Fold<State>): Folded<State> {
  const runs = new WeakMap<Evaluated, Remembered<State>>()
  return (history, problem, { seed }) => {
    const { pool, failed } = history
    const first = pool[0]!
    const known = runs.get(first)
    const goesOn =
      known?.problem === problem &&
      known.seed === seed &&
      continues(pool, known.pool) &&
      continues(failed, known.failed)
    // While a state is under way it is forgotten: one that could not be finished must not be gone on from.
    runs.delete(first)
    let state = goesOn ? known.state : fold.begin(first, problem, seed)
    const seen = goesOn ? known : { pool: [first], failed: [] }
    const unseen = [...pool.slice(seen.pool.length), ...failed.slice(seen.failed.length)]
    for (const tried of stepByStep(unseen)) state = fold.take(state, tried)
    runs.set(first, { problem, seed, pool, failed, state })
    return state
  }
}

function continues(now: readonly Evaluated[], before: readonly Evaluated[]): boolean {
  return now.length >= before.length && before.every((one, index) => now[index] === one)
}

function stepByStep(evaluated: readonly Evaluated[]): Evaluated[][] {
  const sorted = evaluated.toSorted((a, b) => a.step - b.step || (a.id < b.id ? -1 : 1))
  return [...Map.groupBy(sorted, ({ step }) => step).values()]
}
