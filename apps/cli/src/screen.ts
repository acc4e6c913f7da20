import { styleText } from 'node:util'

import { printable } from './words.ts'

/** Where a program's output goes: a terminal, or a file or pipe that gets plain lines. */
export interface Screen {
  readonly columns: number
  write(text: string): void
  /** Text in a style, where the screen has styles. */
  style(style: 'bold' | 'dim' | 'green' | 'yellow' | 'red', text: string): string
  /** A line that is replaced by the next one; nothing where lines can not be redrawn. */
  status(text: string): void
}

/** What `style` writes before and after a text. */
// oxlint-disable-next-line no-control-regex -- a style is one
const styles = /(\u001B\[(?:1|2|22|31|32|33|39)m)/

/** The text of others, which a terminal must not obey, within the styles of this program. */
function safe(text: string): string {
  return text
    .split(styles)
    .map((part, place) => (place % 2 === 0 ? printable(part) : part))
    .join('')
}

export function screenOf(stream: NodeJS.WriteStream): Screen {
  const live = isLive(stream)
  // Set to anything but nothing (no-color.org).
  const isColoured = live && !process.env['NO_COLOR']
  const harmless = isColoured ? safe : printable
  let shown = ''
  const erase = '\r\u001B[K'
  return {
    columns: (stream.isTTY && stream.columns) || 120,
    write(text) {
      const line = harmless(text)
      stream.write(shown === '' ? `${line}\n` : `${erase}${line}\n${shown}`)
    },
    style: (style, text) => (isColoured ? styleText(style, text, { validateStream: false }) : text),
    status(text) {
      if (!live) return
      shown = harmless(text)
      stream.write(erase + shown)
    },
  }
}

/** Whether lines can be redrawn there. */
export function isLive(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && process.env['TERM'] !== 'dumb'
}
