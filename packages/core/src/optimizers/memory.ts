import type { Gradient } from '../graph/gradient.ts'
import type { Variable } from '../graph/variable.ts'
import type { Engine } from '../llm/engine.ts'
import type { PastVersion } from '../prompts/update.ts'
import type { Call } from '../run/call.ts'
import type { History } from '../strategies/strategy.ts'

/**
 * What an optimizer knows from the steps before. In a run it comes from the history, so that a resumed run remembers the
 * same; in a loop of your own, from the steps that it saw.
 */
export interface Memory {
  recall(at: Recall): Recollection | Promise<Recollection>
  /** Is told of a parameter that `step()` is about to replace, with its gradients. */
  replaced?(parameter: Variable<any>): void
}

export interface Recall {
  readonly parameter: Variable<any>
  /** What asks for a change now. */
  readonly gradients: readonly Gradient[]
  readonly history: History | undefined
  readonly engine: Engine
  readonly place: Call
}

export interface Recollection {
  /** Earlier versions to show, oldest first. */
  readonly past?: readonly PastVersion[]
  /** What was said of all earlier versions, in short. */
  readonly digest?: string | undefined
  /** More feedback, drawn from how it went. */
  readonly gradients?: readonly Gradient[]
  /** What to remember with the new value: given back as the history's `memory`. */
  readonly memory?: Promise<string>
}

/** The texts of what asks for a change. */
export function askedOf(gradients: readonly { readonly kind: string; readonly text: string }[]): string[] {
  return gradients.filter(({ kind }) => kind === 'feedback').map(({ text }) => text)
}
