import type { Variable } from '../graph/variable.ts'
import type { Engine } from '../llm/engine.ts'
import type { Call } from '../run/call.ts'
import type { UpdateOutcome } from '../run/event.ts'
import type { History } from '../strategies/strategy.ts'

/** Rewrites parameters by their gradients. */
export interface Optimizer {
  readonly parameters: readonly Variable<any>[]
  /** The engine that words updates; backward uses it where no other is named. */
  readonly engine?: Engine
  zeroGrad(): void
  /** New values for all parameters; changes nothing. */
  propose(call?: Call, history?: History): Promise<readonly ParameterUpdate[]>
  /** Sets what was proposed: all parameters, or none if a value is refused. */
  apply(updates: readonly ParameterUpdate[]): void
  /** Proposes and applies. When it rejects, no parameter was changed. */
  step(call?: Call): Promise<readonly ParameterUpdate[]>
}

export interface ParameterUpdate {
  readonly parameter: Variable<any>
  readonly value: unknown
  readonly outcome: UpdateOutcome
  /** Why a reply was unusable, or what was wrong with one that was read all the same. */
  readonly detail?: string
  /** What to remember with the new value; the history gives it back. */
  readonly memory?: string
}
