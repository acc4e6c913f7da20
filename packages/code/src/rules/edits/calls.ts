import type { SyntaxNode } from '@lezer/common'

import { replacing, type Edit, type EditMaker, type Site } from '../edit.ts'
import { itemsOf } from '../python-program.ts'

/** Arguments exchanged or left out; a call left out around its argument; the direction of sorting. */
export const callEdits: EditMaker = (site) => {
  const { node, program } = site
  if (node.name !== 'CallExpression') return []
  const list = node.lastChild
  if (list?.name !== 'ArgList') return []
  const args = itemsOf(list)
  const called = program.textOf({ from: node.from, to: list.from })
  if (args.some(({ name }) => name === 'AssignOp' || name === '*' || name === 'for'))
    return called === 'sorted' ? directionEdits(site, list) : []
  const only = args.length === 1 ? args[0] : undefined
  return [
    ...swapped(site, args),
    ...(only && /^\w+$/.test(called) ? [replacing('call', node)(program.textOf(only), 0.08)] : []),
    ...(called === 'sorted' ? directionEdits(site, list) : []),
    ...(called === 'range' ? rangeEdits(site, args) : []),
  ]
}

function swapped({ program }: Site, args: readonly SyntaxNode[]): Edit[] {
  return args.slice(1).map((second, place) => {
    const first = args[place]!
    const between = program.source.slice(first.to, second.from)
    const text = program.textOf(second) + between + program.textOf(first)
    return replacing('call', { from: first.from, to: second.to })(text, 0.5)
  })
}

function directionEdits({ program }: Site, list: SyntaxNode): Edit[] {
  const text = program.textOf(list)
  const stays = text.replace(/,\s*reverse\s*=\s*\w+/, '')
  const replace = replacing('call', list)
  return stays === text ? [replace(`${text.slice(0, -1)}, reverse=True)`, 0.3)] : [replace(stays, 0.3)]
}

/** Where a range begins. */
function rangeEdits({ program }: Site, args: readonly SyntaxNode[]): Edit[] {
  const [first, second] = args
  if (!first) return []
  if (!second)
    return ['0', '1', '2']
      .slice(1)
      .map((start) => replacing('bound', first)(`${start}, ${program.textOf(first)}`, 0.2))
  return [replacing('bound', { from: first.from, to: second.from })('', 0.2)]
}
