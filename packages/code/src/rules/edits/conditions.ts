import type { SyntaxNode } from '@lezer/common'

import { replacing, type Edit, type EditMaker, type Site } from '../edit.ts'
import { childrenOf } from '../python-program.ts'

/** A condition the other way round, one `not` fewer, or the branches of a choice exchanged. */
export const conditionEdits: EditMaker = (site) => {
  const { node, program } = site
  const condition = conditionOf(node)
  // What an operator says, another operator denies.
  const isCompared = condition && /^[^()]*(?:[<>]=?|[!=]=)[^()]*$/.test(program.textOf(condition))
  const negated = condition
    ? [replacing('condition', condition)(`not (${program.textOf(condition)})`, isCompared ? 0.2 : 0.65)]
    : []
  return [...negated, ...notEdits(site), ...choiceEdits(site)]
}

/** What decides here: after `if`, `elif`, `while`, and in comprehensions. */
function conditionOf(node: SyntaxNode): SyntaxNode | undefined {
  if (!['if', 'elif', 'while'].includes(node.name)) return undefined
  return node.nextSibling ?? undefined
}

function notEdits({ node }: Site): Edit[] {
  if (node.name !== 'not' || node.parent?.name !== 'UnaryExpression') return []
  return [replacing('condition', { from: node.from, to: node.nextSibling?.from ?? node.to })('', 0.85)]
}

/** `a if c else b` as `b if c else a`. */
function choiceEdits({ node, program }: Site): Edit[] {
  if (node.name !== 'ConditionalExpression') return []
  const [first, , , , last] = childrenOf(node).filter(({ type }) => !type.isError)
  if (!first || !last) return []
  const between = program.source.slice(first.to, last.from)
  return [replacing('condition', node)(program.textOf(last) + between + program.textOf(first), 0.7)]
}
