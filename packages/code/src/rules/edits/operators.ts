import type { SyntaxNode } from '@lezer/common'

import { replacing, type Edit, type EditMaker, type Site } from '../edit.ts'

/** For each operator the others that may have been meant, the likeliest first. */
const meant: Readonly<Record<string, string>> = {
  '<': '<= > >= == !=',
  '<=': '< >= > == !=',
  '>': '>= < <= == !=',
  '>=': '> <= < == !=',
  '==': '!= <= >= < >',
  '!=': '== < > <= >=',
  '+': '- * // % /',
  '-': '+ * // % /',
  '*': '+ / // ** % -',
  '/': '* // % - +',
  '//': '/ % * - +',
  '%': '// / * + -',
  '**': '* // + %',
  '+=': '-= *= = //= %=',
  '-=': '+= *= = //= %=',
  '*=': '+= /= //= = -= %=',
  '/=': '*= //= %= -= +=',
  '//=': '/= %= *= -= +=',
  '%=': '//= /= *= += -=',
  '**=': '*= //=',
  '&': '| ^',
  '|': '& ^',
  '^': '| &',
  '<<': '>>',
  '>>': '<<',
  and: 'or',
  or: 'and',
}

const priors = [0.9, 0.65, 0.6, 0.5, 0.45, 0.3]

/** Operators of a chain all at once. */
const chainPrior = 0.4

/** Another operator in its place. */
export const operatorEdits: EditMaker = (site) => {
  const { node, program } = site
  if (!['CompareOp', 'ArithOp', 'BitOp', 'UpdateOp', 'and', 'or', 'in', 'is'].includes(node.name)) return []
  if (node.name === 'in' || node.name === 'is') return membershipEdits(site)
  if (node.parent?.name === 'UnaryExpression') return signEdits(site)
  const replace = replacing('operator', node)
  const others = meant[program.textOf(node)]?.split(' ') ?? []
  return [...others.map((operator, place) => replace(operator, priors[place]!)), ...chainEdits(site)]
}

/** `a or b or c` as `a and b and c`: made at the last operator, around which the chain is. */
function chainEdits({ node, program }: Site): Edit[] {
  const chain = node.parent
  if ((node.name !== 'and' && node.name !== 'or') || chain?.name !== 'BinaryExpression') return []
  const places: { readonly from: number; readonly to: number }[] = []
  for (let part: SyntaxNode | null = chain; part; part = part.firstChild) {
    const operator = part.firstChild?.nextSibling
    if (part.name !== 'BinaryExpression' || operator?.name !== node.name) break
    places.unshift(operator)
  }
  if (places.length < 2) return []
  const [first, last] = [places[0]!, places.at(-1)!]
  const other = node.name === 'and' ? 'or' : 'and'
  const between = places.map(({ to }, place) => {
    const next = places[place + 1]
    return other + (next ? program.source.slice(to, next.from) : '')
  })
  return [replacing('operator', { from: first.from, to: last.to })(between.join(''), chainPrior)]
}

/** `in` and `not in`, `is` and `is not`. */
function membershipEdits({ node }: Site): Edit[] {
  if (node.parent?.name !== 'BinaryExpression') return []
  const [negated, from, to] =
    node.name === 'in'
      ? [node.prevSibling?.name === 'not', node.prevSibling?.from ?? 0, node.to]
      : [node.nextSibling?.name === 'not', node.from, node.nextSibling?.to ?? 0]
  if (negated) return [replacing('operator', { from, to })(node.name, 0.9)]
  return [replacing('operator', node)(node.name === 'in' ? 'not in' : 'is not', 0.9)]
}

/** A sign that is not there. */
function signEdits({ node, program }: Site): Edit[] {
  return program.textOf(node) === '-' ? [replacing('operator', node)('', 0.7)] : []
}
