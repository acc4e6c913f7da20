import { feedback } from './gradient.ts'
import type { Op } from './op.ts'
import type { Variable } from './variable.ts'

/**
 * The op of a value that could not be made: what was thrown is the feedback on the inputs it was thrown for.
 * Where an input had failed already, only that one is told, so that the blame lands where it belongs.
 */
export function failedOp(name: string, inputs: readonly Variable<any>[], error: Error): Op {
  const upstream = inputs.some((input) => input.error)
  return {
    name,
    inputs,
    backward: () =>
      inputs.map((input) =>
        !upstream || input.error
          ? feedback(upstream ? error.message : `${name} failed on this value: ${error.message}`)
          : undefined,
      ),
  }
}
