import { text } from '../codec.ts'
import { fn } from '../graph/fn.ts'
import { satisfied } from '../graph/gradient.ts'
import type { Variable } from '../graph/variable.ts'
import { readFeedback } from '../prompts/satisfied.ts'
import type { Call } from '../run/call.ts'

export interface HumanLossOptions {
  /** Shows a question to a person and waits for the answer. */
  readonly ask: (question: string, call: Call) => Promise<string>
  /** What is asked about the prediction (default: 'What should be better?'). */
  readonly question?: string
}

/**
 * A person as a loss: the critique is the gradient, word for word. A blank answer means that nothing should change.
 * A resumed run has the answers in its journal and does not ask again.
 */
export class HumanLoss {
  readonly #options: HumanLossOptions

  constructor(options: HumanLossOptions) {
    this.#options = options
  }

  forward(prediction: Variable<any>, call?: Call): Promise<Variable<string>> {
    const { ask, question = 'What should be better?' } = this.#options
    const shown = `${prediction.render()}\n\n${question}`
    const critique = fn(
      {
        name: 'human-loss',
        role: 'critique by a person',
        codec: text,
        onError: 'throw',
        backward: ({ result }) => [readFeedback(result) ?? satisfied],
      },
      (_: readonly [unknown], place: Call) =>
        place.once('answer', () => ask(shown, place), { hash: () => shown }),
    )
    return critique([prediction], call)
  }
}
