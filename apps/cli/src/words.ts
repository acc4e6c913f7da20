/** A number for people: whole, or with four decimals. */
export function number(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(4)
}

/** Model text on a terminal: one line, and control characters made visible. */
export function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  return printable(
    flat.replace(/\p{Cc}/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`),
  )
}

/** Controls, formats (among them those that turn the order of characters), odd line ends and halves of characters. */
const hidden = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * Text of others on a terminal, which would obey some of it: what can not be seen is written out, `\u001b`. A line of JSON means
 * the same as before.
 */
export function printable(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(hidden, (character) =>
    Array.from({ length: character.length }, (_, at) => {
      const code = character.charCodeAt(at).toString(16)
      return `\\u${code.padStart(4, '0')}`
    }).join(''),
  )
}

/** A text that is cut to a width. */
export function fit(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1))}…`
}

/** A text in lines that are no wider than a width, broken between words where a word is no wider itself. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length > width && line !== '') lines.push(line)
    line = longer.length > width ? word : longer
  }
  return [...lines, line]
}

/** A time for people, given in milliseconds: 42 s, 7 min, 3.5 h. */
export function timeOf(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 100) return `${seconds} s`
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}

/** Rows of as many texts each as lines, with columns as wide as their widest text. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, place) => Math.max(...rows.map((row) => row[place]!.length)))
  return rows.map((row) =>
    row
      .map((text, place) => text.padEnd(widths[place]!))
      .join('  ')
      .trimEnd(),
  )
}
