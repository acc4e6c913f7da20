import type { Gradient } from './gradient.ts'
import type { Variable } from './variable.ts'

/** A variable of the graph below a loss, as the backward wave sees it. */
export interface Node {
  readonly variable: Variable<any>
  /** For each input of its op, the place of that edge among all edges into the input; -1 for pruned ones. */
  slots: readonly number[]
  /** What came along the edges into it so far, by place. */
  readonly arrived: (readonly Gradient[])[]
  /** How many edges have not answered yet. */
  missing: number
  /** All that was said of it, once nothing is missing. */
  gradients: readonly Gradient[]
  /** What they were said for, if all were said for the same: it stays with what comes of them. */
  kept: Pick<Gradient, 'group' | 'weight'>
}

const leaf: readonly number[] = []
const none: readonly Gradient[] = []
const nothing = {}

/**
 * Everything below `root` that leads to a trainable variable, in the order in which a depth-first walk along
 * the inputs meets it. Iterative: depth costs no stack. What leads to nothing trainable is left out.
 */
export function trainableGraph(root: Variable<any>): Map<Variable<any>, Node> {
  const nodes = new Map<Variable<any>, Node>()
  const stack = root.requiresGrad ? [root] : []
  while (stack.length > 0) {
    const variable = stack.pop()!
    if (nodes.has(variable)) continue
    nodes.set(variable, { variable, slots: leaf, arrived: [], missing: 0, gradients: none, kept: nothing })
    const inputs = variable.op?.inputs ?? []
    for (let i = inputs.length - 1; i >= 0; i--) {
      if (inputs[i]!.requiresGrad && !nodes.has(inputs[i]!)) stack.push(inputs[i]!)
    }
  }
  for (const node of nodes.values()) {
    const inputs = node.variable.op?.inputs
    if (inputs) node.slots = inputs.map((input) => (input.requiresGrad ? nodes.get(input)!.missing++ : -1))
  }
  return nodes
}

/**
 * What a variable was made from and itself, inputs first. Where `within` is given, only how its variables were made
 * is followed: below anything else nothing can be trained, so its value is shown and its making is not.
 */
export function inputsFirst(
  root: Variable<any>,
  within?: ReadonlyMap<Variable<any>, unknown>,
): Variable<any>[] {
  const done = new Set<Variable<any>>()
  const stack: { variable: Variable<any>; next: number }[] = [{ variable: root, next: 0 }]
  while (stack.length > 0) {
    const top = stack.at(-1)!
    const input = !within || within.has(top.variable) ? top.variable.op?.inputs[top.next++] : undefined
    if (input === undefined) {
      done.add(top.variable)
      stack.pop()
    } else if (!done.has(input)) {
      stack.push({ variable: input, next: 0 })
    }
  }
  return [...done]
}
