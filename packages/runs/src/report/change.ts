import { differenceOf, isToken, type Difference, type Piece } from './difference.ts'
import { figure } from './figures.ts'
import { html, type Html } from './html.ts'
import { cutAt, folded, fullText, styleOf, valueBox } from './value.ts'

/** How many characters of a stretch are shown: at each end of what stayed, and of what changed. */
const shown = { around: 140, changed: 1500 }

/** What changed between two values of a parameter. */
export function changeView(before: string, after: string): Html {
  if (before === after) return folded('The value, unchanged', fullText(after))
  const difference = differenceOf(before, after)
  if (isToken(before) && isToken(after)) return twoRows(difference)
  const { grain, pieces } = difference
  const short = pieces.map((piece, index) => shortened(piece, index, pieces.length))
  const isCut = short.some(({ cut }) => cut > 0)
  const style = `change ${styleOf(`${before}\n${after}`)}${grain === 'whole' ? ' rewritten' : ''}`
  return html`${valueBox(style, short.map(marked))}
  ${isCut && folded('The whole change', valueBox(style, pieces.map(whole)))}
  ${folded('The new value in full', fullText(after))}`
}

/** The two tokens one above the other, so that each can be read and copied. */
function twoRows({ pieces, grain }: Difference): Html {
  const row = (without: Piece['kind']): Html[] => pieces.filter(({ kind }) => kind !== without).map(whole)
  return html`<dl class="rows${grain === 'whole' && ' rewritten'}">
    <dt>before</dt>
    <dd>${valueBox('token', row('added'))}</dd>
    <dt>after</dt>
    <dd>${valueBox('token', row('removed'))}</dd>
  </dl>`
}

interface Shortened extends Piece {
  /** How many characters are left out, and what comes after them. */
  readonly cut: number
  readonly rest: string
}

function shortened({ kind, text }: Piece, index: number, of: number): Shortened {
  if (kind !== 'same') {
    const head = text.length > shown.changed * 1.2 ? cutAt(text, shown.changed) : text
    return { kind, text: head, cut: text.length - head.length, rest: '' }
  }
  const head = index === 0 ? 0 : shown.around
  const tail = index === of - 1 ? 0 : shown.around
  if (text.length <= (head + tail) * 1.5) return { kind, text, cut: 0, rest: '' }
  const first = cutAt(text, head)
  const last = text.slice(cutAt(text, text.length - tail).length)
  return { kind, text: first, cut: text.length - first.length - last.length, rest: last }
}

function marked(piece: Shortened): Html {
  const gap = piece.cut > 0 && html`<span class="gap"> … ${figure(piece.cut)} characters … </span>`
  return html`${whole(piece)}${gap}${piece.rest}`
}

function whole({ kind, text }: Piece): Html {
  if (kind === 'same') return html`${text}`
  const visibleBreaks = text.trim() === '' ? text.replaceAll('\n', '↵\n') : text
  return kind === 'added' ? html`<ins>${visibleBreaks}</ins>` : html`<del>${visibleBreaks}</del>`
}
