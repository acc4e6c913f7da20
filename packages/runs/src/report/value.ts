import { isToken } from './difference.ts'
import { count } from './figures.ts'
import { html, type Html, type Slot } from './html.ts'

/** How much of a value an overview shows. */
const overview = { characters: 700, lines: 14 }

/** 'record': a file whose columns must not be wrapped. */
type TextStyle = 'token' | 'code' | 'prose' | 'record'

/** How a text reads best: one token and programs in fixed width, prose as prose. */
export function styleOf(text: string): TextStyle {
  if (isToken(text)) return 'token'
  return /^(?:[ \t]{2,}|\t|[{}[\]])/m.test(text) || /[;{}]$/m.test(text) ? 'code' : 'prose'
}

/** A text as it is, in full. */
export function fullText(text: string, style = styleOf(text)): Html {
  if (text === '') return html`<p class="quiet">(empty)</p>`
  return valueBox(style, text)
}

/** Where white space counts: nothing may stand between the tags but the content. */
export function valueBox(style: string, content: Slot): Html {
  // A browser drops the first line end in a pre: this one, so that those of the content stay.
  if (/code|record/.test(style)) return html`<pre class="value ${style}" dir="auto">${'\n'}${content}</pre>`
  return html`<div class="value ${style}" dir="auto">${content}</div>`
}

/** A text in an overview: cut when it is long, with the whole of it folded below. */
export function excerpt(text: string, style = styleOf(text)): Html {
  const cut = cutText(text)
  if (cut === undefined) return fullText(text, style)
  return html`${fullText(`${cut} …`, style)}${folded(
    `All ${count(text.length, 'character')}`,
    fullText(text, style),
  )}`
}

/** The first words of a text on one line. */
export function firstWords(text: string, length = 72): string {
  const line = text.trim().replaceAll(/\s+/g, ' ')
  return line.length > length ? `${cutAt(line, length).trimEnd()} …` : line
}

/** What is closed until its reader opens it. */
export function folded(summary: string | Html, content: Html | readonly Html[]): Html {
  return html`<details>
    <summary>${summary}</summary>
    ${content}
  </details>`
}

function cutText(text: string): string | undefined {
  const lines = text.split('\n', overview.lines + 1)
  const head = lines.slice(0, overview.lines).join('\n')
  if (lines.length <= overview.lines && text.length <= overview.characters * 1.2) return undefined
  return cutAt(head, overview.characters).trimEnd()
}

/** The first characters of a text, without half of a pair of surrogates. */
export function cutAt(text: string, length: number): string {
  const half = /[\uD800-\uDBFF]/.test(text[length - 1] ?? '')
  return text.slice(0, half ? length - 1 : length)
}
