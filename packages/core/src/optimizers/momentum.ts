import type { Variable } from '../graph/variable.ts'
import type { PastVersion } from '../prompts/update.ts'
import type { Call } from '../run/call.ts'
import type { History } from '../strategies/strategy.ts'
import type { Optimizer, ParameterUpdate } from './optimizer.ts'
import { TGD, type TGDOptions } from './tgd.ts'

export interface MomentumOptions extends TGDOptions {
  /** How many earlier versions an update is reminded of (default: 3). */
  readonly window?: number
}

/**
 * Textual gradient descent that remembers: an update is shown the parameter's last versions and what was said of each,
 * and asked for larger changes where the same feedback keeps coming back. In a run the versions come from its history,
 * so a resumed run remembers too; in a loop of your own they are those that `step()` replaced.
 * @throws RangeError for a window that is not a whole number from 1 up.
 */
export class Momentum implements Optimizer {
  readonly #descent: TGD
  readonly #window: number
  readonly #replaced = new Map<Variable<any>, PastVersion[]>()

  constructor(parameters: readonly Variable<any>[], { window = 3, ...options }: MomentumOptions) {
    if (!Number.isInteger(window) || window < 1) {
      throw new RangeError(`Expected a window of a whole number from 1 up, got ${window}`)
    }
    this.#window = window
    this.#descent = new TGD(parameters, {
      ...options,
      past: (parameter, history) => this.#past(parameter, history),
    })
  }

  get parameters(): TGD['parameters'] {
    return this.#descent.parameters
  }

  get engine(): TGD['engine'] {
    return this.#descent.engine
  }

  zeroGrad(): void {
    this.#descent.zeroGrad()
  }

  propose(call?: Call, history?: History): Promise<readonly ParameterUpdate[]> {
    return this.#descent.propose(call, history)
  }

  apply(updates: readonly ParameterUpdate[]): void {
    this.#descent.apply(updates)
  }

  async step(call?: Call): Promise<readonly ParameterUpdate[]> {
    const updates = await this.#descent.propose(call)
    for (const { parameter } of updates) this.#remember(parameter)
    this.#descent.apply(updates)
    return updates
  }

  #remember(parameter: Variable<any>): void {
    const feedback = parameter.gradients.filter(({ kind }) => kind === 'feedback').map(({ text }) => text)
    const past = [...(this.#replaced.get(parameter) ?? []), { value: parameter.render(), feedback }]
    this.#replaced.set(parameter, past.slice(-this.#window))
  }

  #past(parameter: Variable<any>, history: History | undefined): readonly PastVersion[] {
    if (!history) return this.#replaced.get(parameter) ?? []
    // The last of the pool is the present version.
    return history.pool
      .slice(0, -1)
      .slice(-this.#window)
      .map(({ candidate, evaluation }) => ({
        value: candidate[parameter.id] ?? '',
        feedback: evaluation.feedback.filter(({ kind }) => kind === 'feedback').map(({ text }) => text),
      }))
  }
}
