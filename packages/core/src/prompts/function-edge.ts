import type { Gradient } from '../graph/gradient.ts'
import type { Variable } from '../graph/variable.ts'
import type { GenerateRequest } from '../llm/engine.ts'
import { edgePrompt } from './edge.ts'
import { sections, tagged } from './tagged.ts'

export interface FunctionEdge {
  readonly name: string
  readonly purpose: string
  readonly inputs: readonly Variable<any>[]
  readonly output: Variable<any>
  /** The input that feedback is wanted on. */
  readonly input: Variable<any>
  readonly gradients: readonly Gradient[]
  /** Nothing was made from the output: it judges its inputs. */
  readonly isLoss: boolean
}

/** Asks for feedback on one argument of a function that has no exact backward of its own. */
export function functionEdgePrompt(edge: FunctionEdge): {
  request: Omit<GenerateRequest, 'purpose'>
  conversation: string
} {
  const conversation = sections(
    `The function ${edge.name} was called. What it does: ${edge.purpose}.`,
    ...edge.inputs.map((input) => sections(`Argument, ${input.role}:`, tagged('argument', input.render()))),
    tagged('output', edge.output.render()),
  )
  const request = edgePrompt({
    conversation,
    subject: { role: edge.input.role, value: edge.input.render() },
    output: edge.output,
    gradients: edge.gradients,
    end: edge.isLoss ? 'judges it' : undefined,
  })
  return { request, conversation }
}
