import { text } from '../codec.ts'
import type { Call } from '../run/call.ts'
import { isOwnEvaluation, ownEvaluation, type Op } from './op.ts'
import { forwardEvent, placeOf, produce } from './produce.ts'
import type { Variable } from './variable.ts'

/**
 * Several losses as one. Each is judged by what it says itself; feedback on the whole reaches each exactly
 * once, with its context.
 * @throws TypeError without a loss.
 */
export function sum(losses: readonly Variable<any>[], call?: Call): Variable {
  return join('sum', losses, call)
}

/**
 * As `sum`, and where the gradients of these values meet on a variable they are merged into one by a 'reduce'
 * call, contexts kept, before they go further.
 * @throws TypeError without a value.
 */
export function aggregate(values: readonly Variable<any>[], call?: Call): Variable {
  return join('aggregate', values, call)
}

function join(name: 'sum' | 'aggregate', given: readonly Variable<any>[], call: Call | undefined): Variable {
  // A value that is named twice is still one value, and hears each thing once.
  const inputs = [...new Set(given)]
  if (inputs.length === 0) throw new TypeError(`Expected ${name} to be given at least one variable`)
  const place = placeOf(name, inputs, call)
  const roles = [...new Set(inputs.map((input) => input.role))]
  const group = name === 'aggregate' ? { group: place.path } : {}
  const op: Op = {
    name,
    inputs,
    backward: ({ output, gradients }) => {
      const own = isOwnEvaluation(gradients)
      return inputs.map((input) =>
        own
          ? { ...ownEvaluation(input), ...group }
          : gradients.map((gradient) => ({ ...gradient, from: output, ...group })),
      )
    },
  }
  const made = produce(op, place, {
    role: `a combination of: ${roles.join(', ')}`,
    codec: text,
    value: inputs.map((input) => input.render()).join('\n'),
  })
  if (call) void place.emit(forwardEvent(made))
  return made
}
