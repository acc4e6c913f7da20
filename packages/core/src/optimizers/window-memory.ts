import type { Gradient } from '../graph/gradient.ts'
import type { Variable } from '../graph/variable.ts'
import type { PastVersion } from '../prompts/update.ts'
import type { Evaluated } from '../strategies/strategy.ts'
import { askedOf, type Memory, type Recall, type Recollection } from './memory.ts'

/** The last versions of a parameter, with what came of them. */
export class WindowMemory implements Memory {
  readonly #window: number
  readonly #replaced = new Map<Variable<any>, PastVersion[]>()

  constructor(window = 3) {
    if (!Number.isInteger(window) || window < 1) {
      throw new RangeError(`Expected a window of a whole number from 1 up, got ${window}`)
    }
    this.#window = window
  }

  recall({ parameter, history }: Pick<Recall, 'parameter' | 'history'>): Recollection {
    const past = history
      ? versionsOf(parameter.id, history.pool.slice(0, -1))
      : (this.#replaced.get(parameter) ?? [])
    return { past: past.slice(-this.#window) }
  }

  replaced(parameter: Variable<any>): void {
    const past = this.#replaced.get(parameter) ?? []
    this.#replaced.set(parameter, [...past, usedVersion(parameter, parameter.gradients)].slice(-this.#window))
  }
}

/** A version with what its gradients tell of its use. */
export function usedVersion(parameter: Variable<any>, gradients: readonly Gradient[]): PastVersion {
  return {
    value: parameter.render(),
    responses: gradients.flatMap(({ context }) => context?.output ?? []),
    feedback: askedOf(gradients),
  }
}

/** A parameter's versions with what their evaluations tell of their use. */
export function versionsOf(id: string, pool: readonly Evaluated[]): PastVersion[] {
  return pool.map(({ candidate, evaluation }) => ({
    value: candidate[id] ?? '',
    responses: (evaluation.items ?? []).flatMap(({ uses = [] }) =>
      uses.filter(({ parameter }) => parameter === id).map(({ output }) => output),
    ),
    feedback: askedOf([
      ...evaluation.feedback,
      ...(evaluation.items ?? []).flatMap((item) => item.feedback ?? []),
    ]),
  }))
}
