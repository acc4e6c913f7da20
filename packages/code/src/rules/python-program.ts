import type { SyntaxNode, Tree } from '@lezer/common'
import { parser } from '@lezer/python'

/** A Python program with its syntax tree, in which every token is a node. A program with errors has a tree too. */
export class PythonProgram {
  readonly source: string
  readonly tree: Tree
  readonly #lineStarts: readonly number[]

  constructor(source: string) {
    this.source = source
    this.tree = parser.parse(source)
    this.#lineStarts = [0, ...[...source.matchAll(/\n/g)].map(({ index }) => index + 1)]
  }

  /** All nodes, in the order of the text, outer ones first. */
  get nodes(): SyntaxNode[] {
    const nodes: SyntaxNode[] = []
    this.tree.iterate({ enter: (ref) => void nodes.push(ref.node) })
    return nodes
  }

  /** Whether it is one that Python's grammar takes. */
  get isWhole(): boolean {
    return this.nodes.every(({ type }) => !type.isError)
  }

  textOf({ from, to }: { readonly from: number; readonly to: number }): string {
    return this.source.slice(from, to)
  }

  /** The line of a position, from 1. */
  lineAt(position: number): number {
    const after = this.#lineStarts.findIndex((start) => start > position)
    return after < 0 ? this.#lineStarts.length : after
  }

  /** Where the line of a position begins. */
  lineStart(position: number): number {
    return this.#lineStarts[this.lineAt(position) - 1]!
  }

  /** Names that are defined around a node: parameters and what is assigned in its function, or else in the program. */
  namesAround(node: SyntaxNode): string[] {
    const scope = enclosing(node, ['FunctionDefinition']) ?? this.tree.topNode
    const names = new Set<string>()
    scope.cursor().iterate((ref) => {
      if (ref.name === 'VariableName' && isDefinition(ref.node)) names.add(this.textOf(ref))
    })
    return [...names]
  }
}

/** The nearest node around one that has such a name. */
export function enclosing(node: SyntaxNode, names: readonly string[]): SyntaxNode | undefined {
  for (let above = node.parent; above; above = above.parent) if (names.includes(above.name)) return above
  return undefined
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child)
  return children
}

/** The expressions between brackets, without brackets and commas. */
export function itemsOf(node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).filter(({ name }) => !['(', ')', '[', ']', ',', 'Comment'].includes(name))
}

export const isDocstring = ({ name, parent }: SyntaxNode): boolean =>
  name === 'String' && parent?.name === 'ExpressionStatement'

const targets = ['AssignStatement', 'ForStatement', 'TupleExpression', 'ParenthesizedExpression']
const comprehensions = /Comprehension/

/** Whether a name is given a value here, rather than read. */
export function isDefinition(node: SyntaxNode): boolean {
  const { parent } = node
  if (!parent) return false
  if (parent.name === 'ParamList') return node.prevSibling?.name !== 'AssignOp'
  if (parent.name === 'FunctionDefinition' || parent.name === 'ClassDefinition') return false
  if (!targets.includes(parent.name) && !comprehensions.test(parent.name)) return false
  if (parent.name === 'TupleExpression' || parent.name === 'ParenthesizedExpression')
    return isDefinition(parent)
  return parent.name === 'AssignStatement' ? isBefore(node, 'AssignOp') : isBetween(node, 'for', 'in')
}

function isBefore(node: SyntaxNode, name: string): boolean {
  for (let next = node.nextSibling; next; next = next.nextSibling) if (next.name === name) return true
  return false
}

/** Whether the nearest of two words before it is the first of them. */
function isBetween(node: SyntaxNode, first: string, last: string): boolean {
  for (let previous = node.prevSibling; previous; previous = previous.prevSibling) {
    if (previous.name === first) return true
    if (previous.name === last) return false
  }
  return false
}
