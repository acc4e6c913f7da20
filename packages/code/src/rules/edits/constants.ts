import type { SyntaxNode } from '@lezer/common'

import { replacing, type EditMaker, type Site } from '../edit.ts'
import { isDocstring } from '../python-program.ts'

/** Another constant in its place: one more, one less, the other truth value, another string of the program. */
export const constantEdits: EditMaker = (site) => {
  switch (site.node.name) {
    case 'Number':
      return numberEdits(site)
    case 'Boolean':
      return [
        replacing('constant', site.node)(site.program.textOf(site.node) === 'True' ? 'False' : 'True', 0.9),
      ]
    case 'None':
      return ['0', '[]', "''", 'False'].map((text) => replacing('constant', site.node)(text, 0.1))
    case 'String':
      return isDocstring(site.node) ? [] : stringEdits(site)
    default:
      return []
  }
}

function numberEdits({ node, program }: Site) {
  const replace = replacing('constant', node)
  const text = program.textOf(node)
  const value = Number(text.replaceAll('_', ''))
  if (!Number.isSafeInteger(value) || /[jJ]/.test(text))
    return Number.isFinite(value) ? floats(value, node) : []
  const isFloat = /[.eE]/.test(text)
  const shown = (number: number) => (isFloat ? number.toFixed(1) : String(number))
  const likely = [value - 1, value + 1].map((number) => replace(shown(number), 0.85))
  const others = [0, 1, -1, 2, 10, 2 * value, Math.floor(value / 2), -value].filter(
    (number) => Math.abs(number - value) > 1,
  )
  return [
    ...likely,
    ...[...new Set(others)].map((number) => replace(shown(number), number < 2 ? 0.12 : 0.06)),
  ]
}

const floats = (value: number, node: SyntaxNode) =>
  [value + 1, value - 1, 1 - value, 2 * value, value / 2, -value].map((number) =>
    replacing('constant', node)(String(number), 0.15),
  )

function stringEdits({ node, program }: Site) {
  const replace = replacing('constant', node)
  const text = program.textOf(node)
  const others = program.nodes.filter((one) => one.name === 'String' && !isDocstring(one))
  const known = [...new Set(others.map((one) => program.textOf(one)))].filter((one) => one !== text)
  const changed = [text.toUpperCase(), text.toLowerCase()].filter(
    (one) => one !== text && !/^[a-z]+["']/i.test(text),
  )
  return [
    ...known.map((one) => replace(one, 0.15)),
    ...changed.map((one) => replace(one, 0.1)),
    ...["''", "' '"].map((one) => replace(one, 0.1)),
  ]
}
