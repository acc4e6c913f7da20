import type { SyntaxNode } from '@lezer/common'

import { replacing, type Edit, type EditMaker, type Site } from '../edit.ts'
import { childrenOf } from '../python-program.ts'

/** A statement left out, exchanged with the next, or moved out of or into a block; branches exchanged; another jump. */
export const statementEdits: EditMaker = (site) => [
  ...branchEdits(site),
  ...jumpEdits(site),
  ...(isStatement(site.node)
    ? [...removed(site), ...exchanged(site), ...movedOut(site), ...movedIn(site)]
    : []),
]

const isStatement = ({ name, parent }: SyntaxNode): boolean =>
  (parent?.name === 'Body' || parent?.name === 'Script') &&
  name.endsWith('Statement') &&
  !/^(Import|ExpressionStatement$)/.test(name)

/** Statements of its block, the docstring left out. */
const block = (node: SyntaxNode): SyntaxNode[] =>
  childrenOf(node.parent!).filter(
    ({ name, firstChild }) => /Statement$|Definition$/.test(name) && firstChild?.name !== 'String',
  )

function removed({ node }: Site): Edit[] {
  const isOnly = block(node).length === 1
  return [replacing('statement', node)('pass', isOnly ? 0.03 : 0.05)]
}

function exchanged({ node, program }: Site): Edit[] {
  const statements = block(node)
  const next = statements[statements.findIndex(({ from }) => from === node.from) + 1]
  if (!next || !isOnOwnLines(node, program.source)) return []
  const between = program.source.slice(endOf(node, program.source), next.from)
  const text = trimmed(program.textOf(next)) + between + trimmed(program.textOf(node))
  return [
    replacing('statement', { from: node.from, to: next.from + trimmed(program.textOf(next)).length })(
      text,
      0.5,
    ),
  ]
}

/** The last statement of a block after the block. */
function movedOut({ node, program }: Site): Edit[] {
  const statements = block(node)
  const owner = node.parent?.parent
  if (
    statements.length < 2 ||
    statements.at(-1)!.from !== node.from ||
    !owner ||
    !isOnOwnLines(node, program.source)
  )
    return []
  if (!/^(If|For|While)Statement$/.test(owner.name)) return []
  const [inner, outer] = [node, owner].map(({ from }) => from - program.lineStart(from))
  const text = trimmed(program.textOf(node)).replaceAll(`\n${' '.repeat(inner! - outer!)}`, '\n')
  const from = program.lineStart(node.from)
  const end = endOf(owner, program.source)
  const rest = program.source.slice(endOf(node, program.source), end)
  return [
    replacing('statement', { from, to: end })(
      `${rest.replace(/^\n/, '')}${rest ? '\n' : ''}${' '.repeat(outer!)}${text}`,
      0.25,
    ),
  ]
}

/** A statement as the last of the block before it. */
function movedIn({ node, program }: Site): Edit[] {
  const statements = block(node)
  const before = statements[statements.findIndex(({ from }) => from === node.from) - 1]
  if (!before || !/^(If|For|While)Statement$/.test(before.name) || !isOnOwnLines(node, program.source))
    return []
  const body = childrenOf(before).findLast(({ name }) => name === 'Body')
  const last = body && childrenOf(body).findLast(({ name }) => name.endsWith('Statement'))
  if (!last || !isOnOwnLines(last, program.source)) return []
  const [outer, inner] = [node, last].map(({ from }) => from - program.lineStart(from))
  const indent = ' '.repeat(Math.max(0, inner! - outer!))
  return [replacing('statement', { from: node.from, to: node.from })(indent, 0.25)].filter(
    () => indent !== '' && !trimmed(program.textOf(node)).includes('\n'),
  )
}

/** `if c: A else: B` as `if c: B else: A`. */
function branchEdits({ node, program }: Site): Edit[] {
  if (node.name !== 'IfStatement') return []
  const bodies = childrenOf(node).filter(({ name }) => name === 'Body')
  return bodies.slice(1).map((second, place) => {
    const first = bodies[place]!
    const [a, b] = [first, second].map((one) => trimmed(program.textOf(one)))
    const between = program.source.slice(first.from + a!.length, second.from)
    return replacing('statement', { from: first.from, to: second.from + b!.length })(b! + between + a!, 0.5)
  })
}

function jumpEdits({ node }: Site): Edit[] {
  const replace = replacing('statement', node)
  if (node.name === 'BreakStatement') return [replace('continue', 0.5)]
  return node.name === 'ContinueStatement' ? [replace('break', 0.5)] : []
}

const trimmed = (text: string): string => text.trimEnd()
const endOf = ({ from, to }: SyntaxNode, source: string): number =>
  from + source.slice(from, to).trimEnd().length

/** Whether nothing but its indent is before it on its line. */
const isOnOwnLines = ({ from }: SyntaxNode, source: string): boolean =>
  source.slice(source.lastIndexOf('\n', from - 1) + 1, from).trim() === ''
