import { inputsFirst } from './trainable-graph.ts'
import type { Variable } from './variable.ts'

/** A graph as data: inputs stand before what was made from them. */
export interface DrawnGraph {
  readonly nodes: readonly DrawnNode[]
  readonly edges: readonly { readonly from: number; readonly to: number }[]
}

export interface DrawnNode {
  readonly id: string
  readonly role: string
  /** Leaves have none. */
  readonly op?: string
  readonly value: string
  readonly trainable: boolean
  readonly gradients: readonly string[]
}

export interface DrawOptions {
  /** Whether the feedback on each value is drawn too (default: no). */
  readonly gradients?: boolean
  /** The most characters of a text that are drawn (default: 80). */
  readonly length?: number
}

/** Everything that a value was made from. Iterative: depth costs no stack. */
export function graphOf(root: Variable<any>): DrawnGraph {
  const order = inputsFirst(root)
  const places = new Map(order.map((variable, index) => [variable, index]))
  return {
    nodes: order.map((variable) => ({
      id: variable.id,
      role: variable.role,
      ...(variable.op && { op: variable.op.name }),
      value: variable.render(),
      trainable: variable.requiresGrad && !variable.op,
      gradients: variable.gradients.map(({ kind, text }) => (kind === 'satisfied' ? 'satisfied' : text)),
    })),
    edges: order.flatMap((variable, to) =>
      [...new Set(variable.op?.inputs)].map((input) => ({ from: places.get(input)!, to })),
    ),
  }
}

/** The graph in Mermaid's language: values flow down, trainable ones have round ends. */
export function toMermaid(root: Variable<any>, options: DrawOptions = {}): string {
  const { nodes, edges } = graphOf(root)
  const label = (text: string): string =>
    cut(text, options)
      .replaceAll('&', '#amp;')
      .replaceAll('"', '#quot;')
      .replaceAll('<', '#lt;')
      .replaceAll('>', '#gt;')
  const lines = nodes.map((node, index) => {
    const text = linesOf(node, options).map(label).join('<br/>')
    return node.trainable ? `  n${index}(["${text}"])` : `  n${index}["${text}"]`
  })
  return ['flowchart TD', ...lines, ...edges.map(({ from, to }) => `  n${from} --> n${to}`), ''].join('\n')
}

/** The graph in Graphviz's language. */
export function toDot(root: Variable<any>, options: DrawOptions = {}): string {
  const { nodes, edges } = graphOf(root)
  const label = (text: string): string => cut(text, options).replaceAll('\\', '\\\\').replaceAll('"', '\\"')
  const lines = nodes.map((node, index) => {
    const text = linesOf(node, options).map(label).join('\\n')
    return `  n${index} [label="${text}"${node.trainable ? ', style=rounded' : ''}]`
  })
  const arrows = edges.map(({ from, to }) => `  n${from} -> n${to}`)
  return ['digraph {', '  rankdir=TB', '  node [shape=box]', ...lines, ...arrows, '}', ''].join('\n')
}

function linesOf({ role, op, value, gradients }: DrawnNode, options: DrawOptions): string[] {
  const head = op === undefined ? role : `${op}: ${role}`
  return [head, value, ...(options.gradients ? gradients.map((text) => `feedback: ${text}`) : [])]
}

/** One line that is not too long, without characters that could break a diagram. */
function cut(text: string, { length = 80 }: DrawOptions): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  const characters = Array.from(line)
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : line
}
