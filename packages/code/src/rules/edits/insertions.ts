import type { SyntaxNode } from '@lezer/common'

import { replacing, type Edit, type EditMaker, type Site } from '../edit.ts'
import { childrenOf } from '../python-program.ts'

/** Something where there is nothing: instead of `pass`, and a result at the end of a function without one. */
export const insertionEdits: EditMaker = (site) => {
  if (site.node.name === 'PassStatement') return insteadOfPass(site)
  return site.node.name === 'FunctionDefinition' ? resultEdits(site) : []
}

function insteadOfPass({ node, program }: Site): Edit[] {
  const replace = replacing('statement', node)
  const names = program.namesAround(node)
  const starts = ['0', '1', '[]', "''", '{}']
  const made = [
    ...names.map((name) => `return ${name}`),
    ...names.map((name) => `${name} += 1`),
    ...['True', 'False', 'None', '[]', '0'].map((value) => `return ${value}`),
    'continue',
    'break',
    ...names.flatMap((name) => starts.map((value) => `${name} = ${value}`)),
    ...names.flatMap((name) =>
      names.flatMap((other) => (name === other ? [] : [`${name}.append(${other})`, `${name} += ${other}`])),
    ),
  ]
  return made.map((text, place) => replace(text, 0.5 / (1 + place / 6)))
}

/** `return name` at the end, where the last statement is no `return`. */
function resultEdits({ node, program }: Site): Edit[] {
  const body = node.getChild('Body')
  const last = body && childrenOf(body).findLast(({ name }) => name.endsWith('Statement'))
  if (!last || last.name === 'ReturnStatement' || hasResultAtEnd(last)) return []
  const end = last.from + program.textOf(last).trimEnd().length
  const indent = ' '.repeat(last.from - program.lineStart(last.from))
  const names = program.namesAround(last)
  return [...names, 'True', 'False'].map((name) =>
    replacing('statement', { from: end, to: end })(`\n${indent}return ${name}`, 0.35),
  )
}

/** Whether every branch of the last statement ends with a result. */
function hasResultAtEnd(statement: SyntaxNode): boolean {
  if (statement.name !== 'IfStatement' || !statement.getChild('else')) return false
  return statement.getChildren('Body').every((body) => {
    const last = childrenOf(body).findLast(({ name }) => name.endsWith('Statement'))
    return last?.name === 'ReturnStatement' || last?.name === 'RaiseStatement'
  })
}
