import { styleText } from 'node:util'

/** Where a program's output goes: a terminal, or a file or pipe that gets plain lines. */
export interface Screen {
  readonly columns: number
  write(text: string): void
  /** Text in a style, where the screen has styles. */
  style(style: 'bold' | 'dim' | 'green' | 'yellow' | 'red', text: string): string
  /** A line that is replaced by the next one; nothing where lines can not be redrawn. */
  status(text: string): void
}

export function screenOf(stream: NodeJS.WriteStream): Screen {
  const live = isLive(stream)
  // Set to anything but nothing (no-color.org).
  const isColoured = live && !process.env['NO_COLOR']
  let shown = ''
  const erase = '\r\u001B[K'
  return {
    columns: (stream.isTTY && stream.columns) || 120,
    write: (text) => void stream.write(shown === '' ? `${text}\n` : `${erase}${text}\n${shown}`),
    style: (style, text) => (isColoured ? styleText(style, text, { validateStream: false }) : text),
    status(text) {
      if (!live) return
      shown = text
      stream.write(erase + text)
    },
  }
}

/** Whether lines can be redrawn there. */
export function isLive(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && process.env['TERM'] !== 'dumb'
}
