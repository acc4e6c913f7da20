import { inputsFirst } from './trainable-graph.ts'
import type { Variable } from './variable.ts'

/** What a parameter was used for once: what else went into the op, and what came out of it. */
export interface ParameterUse {
  readonly parameter: string
  readonly op: string
  readonly input: string
  readonly output: string
}

/**
 * Every use of a trainable leaf in what `root` was made from, in the order in which they happened. Optimizers that learn
 * from examples read them: which input led a prompt to which output.
 */
export function usesOf(root: Variable<any>): readonly ParameterUse[] {
  return inputsFirst(root).flatMap((variable) => {
    const { op } = variable
    if (!op) return []
    const trained = new Set(op.inputs.filter(isParameter))
    if (trained.size === 0) return []
    const input = op.input ?? op.inputs.filter((one) => !trained.has(one)).join('\n\n')
    return [...trained].map(({ id }) => ({ parameter: id, op: op.name, input, output: variable.render() }))
  })
}

function isParameter({ requiresGrad, op }: Variable<any>): boolean {
  return requiresGrad && !op
}
