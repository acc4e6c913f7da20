import type { SyntaxNode } from '@lezer/common'

import { replacing, type Edit, type EditMaker, type Site } from '../edit.ts'
import { childrenOf, itemsOf } from '../python-program.ts'

/** Bounds one further or nearer, a term left out, operands exchanged, a bound of a slice added or left out. */
export const expressionEdits: EditMaker = (site) => [
  ...boundEdits(site),
  ...termEdits(site),
  ...sliceEdits(site),
  ...returnEdits(site),
]

const simple = ['VariableName', 'CallExpression', 'MemberExpression', 'ParenthesizedExpression']

/** One more or one less where a number is compared, counted to or looked up by. */
function boundEdits({ node, program }: Site): Edit[] {
  const prior = boundPrior(node, program.textOf(node))
  if (prior === 0) return []
  const replace = replacing('bound', node)
  const text = program.textOf(node)
  return [replace(`${text} + 1`, prior), replace(`${text} - 1`, prior)]
}

function boundPrior(node: SyntaxNode, text: string): number {
  const { parent } = node
  return parent && isNumeric(node, text) ? (bounds[parent.name]?.(node, parent) ?? 0) : 0
}

/** How likely it is that a number is one too much or too little, by where it stands. */
const bounds: Readonly<Record<string, (node: SyntaxNode, parent: SyntaxNode) => number>> = {
  ReturnStatement: () => 0.3,
  ArgList: (_, parent) => (isRange(parent) ? 0.6 : 0),
  MemberExpression: ({ from }, parent) => (from === parent.from ? 0 : 0.45),
  BinaryExpression: (_, parent) => (childrenOf(parent)[1]?.name === 'CompareOp' ? 0.15 : 0),
  AssignStatement: ({ prevSibling }) => (prevSibling?.name === 'AssignOp' ? 0.08 : 0),
}

/** Whether it may be a number, to which one can be added without brackets. */
const isNumeric = ({ name }: SyntaxNode, text: string): boolean =>
  simple.includes(name) ||
  (name === 'BinaryExpression' && /[-+*/%]/.test(text) && !/[<>=]|\b(and|or|in|is)\b/.test(text))

const isRange = ({ prevSibling, parent }: SyntaxNode): boolean =>
  parent?.name === 'CallExpression' &&
  prevSibling?.name === 'VariableName' &&
  prevSibling.to - prevSibling.from === 5

/** `a + b` as `a` or `b`, and what does not commute the other way round. */
function termEdits({ node, program }: Site): Edit[] {
  if (node.name !== 'BinaryExpression') return []
  const [left, operator, right, more] = childrenOf(node)
  if (!left || !operator || !right || more) return []
  const replace = replacing('expression', node)
  const isLogic = operator.name === 'and' || operator.name === 'or'
  const dropped =
    operator.name === 'CompareOp'
      ? []
      : [left, right].map((one) => replace(program.textOf(one), isLogic ? 0.35 : 0.3))
  if (!/^(-|\/|\/\/|%|\*\*|<|<=|>|>=|\+)$/.test(program.textOf(operator))) return dropped
  const between = program.source.slice(left.to, right.from)
  const isSimple = [left, right].every(({ name }) => name === 'Number' || simple.includes(name))
  if (!isSimple) return dropped
  return [...dropped, replace(program.textOf(right) + between + program.textOf(left), 0.3)]
}

/** `x[a:b]` without one of its bounds, or with one. */
function sliceEdits({ node, program }: Site): Edit[] {
  if (node.name !== 'MemberExpression') return []
  const inner = childrenOf(node)
  const colon = inner.find(({ name }) => name === ':')
  const open = inner.find(({ name }) => name === '[')
  const close = inner.findLast(({ name }) => name === ']')
  if (!open || !close) return []
  if (!colon) return indexEdits(inner, program.textOf(node))
  const second = inner.filter(({ name }) => name === ':')[1] ?? close
  const start = { from: open.to, to: colon.from }
  const end = { from: colon.to, to: second.from }
  return [start, end].flatMap((bound, place) => {
    const replace = replacing('bound', bound)
    const text = program.textOf(bound)
    return text.trim() === ''
      ? (place === 0 ? ['1', '2'] : ['-1']).map((one) => replace(one, 0.4))
      : [replace('', 0.4)]
  })
}

/** The first as the last, and the other way round. */
function indexEdits(inner: readonly SyntaxNode[], text: string): Edit[] {
  const index = inner.filter(({ name }) => name === 'Number' || name === 'UnaryExpression')[0]
  if (!index || !/\[-?1\]$|\[0\]$/.test(text)) return []
  return [replacing('bound', index)(text.endsWith('[0]') ? '-1' : '0', 0.35)]
}

/** Another result: its opposite. */
function returnEdits({ node, program }: Site): Edit[] {
  if (node.name !== 'ReturnStatement') return []
  const [, value, more] = itemsOf(node)
  if (!value || more || ['Number', 'Boolean', 'String', 'None'].includes(value.name)) return []
  const replace = replacing('expression', value)
  const text = program.textOf(value)
  return [replace(`not (${text})`, 0.3), replace(`-(${text})`, 0.06), replace(`abs(${text})`, 0.04)]
}
