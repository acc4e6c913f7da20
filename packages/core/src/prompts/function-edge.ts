import type { Variable } from '../graph/variable.ts'
import { sections, tagged } from './tagged.ts'

export interface FunctionUse {
  readonly name: string
  /** What the function does. */
  readonly purpose: string
  readonly inputs: readonly Variable<any>[]
  /** The result as it was rendered, or an account of how it came about. */
  readonly output: string
}

/** A call of a function, for a model that words feedback on one of its arguments. */
export function functionText({ name, purpose, inputs, output }: FunctionUse): string {
  return sections(
    `The function ${name} was called. What it does: ${purpose}.`,
    ...inputs.map((input) => sections(`Argument, ${input.role}:`, tagged('argument', input.render()))),
    tagged('output', output),
  )
}
