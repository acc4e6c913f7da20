import type { SyntaxNode } from '@lezer/common'

import { replacing, type Edit, type EditMaker } from '../edit.ts'
import { isDefinition } from '../python-program.ts'

/** What is easily taken for each other. */
const twins = [
  ['min', 'max'],
  ['any', 'all'],
  ['sum', 'len', 'max', 'min'],
  ['abs', 'int', 'round', 'float'],
  ['ord', 'chr'],
  ['sorted', 'reversed', 'list', 'set', 'tuple'],
  ['ceil', 'floor'],
  ['lower', 'upper', 'swapcase', 'capitalize'],
  ['islower', 'isupper', 'isalpha', 'isdigit', 'isalnum'],
  ['startswith', 'endswith'],
  ['strip', 'lstrip', 'rstrip'],
  ['append', 'extend', 'insert'],
  ['find', 'rfind'],
  ['keys', 'values', 'items'],
  ['add', 'remove', 'discard'],
  ['split', 'rsplit', 'splitlines'],
]

/** Another name in its place: a variable that is known there, or a function that is easily taken for it. */
export const nameEdits: EditMaker = ({ node, program }) => {
  const replace = replacing('name', node)
  const name = program.textOf(node)
  const alike = twins.filter((group) => group.includes(name)).flat()
  const similar = [...new Set(alike)].filter((one) => one !== name).map((one): Edit => replace(one, 0.15))
  if (node.name === 'PropertyName') return similar
  if (node.name !== 'VariableName' || isDefinition(node) || isLabel(node)) return []
  if (isCalled(node)) return similar
  const others = program.namesAround(node).filter((one) => one !== name)
  const prior = 0.6 / Math.sqrt(Math.max(1, others.length))
  return [...similar, ...others.map((one) => replace(one, prior))]
}

/** The name of a function, class or argument where it is given, or of a module. */
const isLabel = ({ parent, nextSibling }: SyntaxNode): boolean =>
  /^(FunctionDefinition|ClassDefinition|ParamList|ImportStatement|TypeDef)$/.test(parent?.name ?? '') ||
  (parent?.name === 'ArgList' && nextSibling?.name === 'AssignOp')

const isCalled = ({ parent, from }: SyntaxNode): boolean =>
  parent?.name === 'CallExpression' && parent.from === from
