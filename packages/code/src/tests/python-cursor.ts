import type { Value } from '../codec/value.ts'

/** A place in Python code. Within brackets, line ends and comments are space. */
export class PythonCursor {
  readonly text: string
  at: number

  constructor(text: string, at = 0) {
    this.text = text
    this.at = at
  }

  /** Skips white space, comments and line ends. */
  space(): void {
    this.match(/(?:\s|#.*|\\\n)*/y)
  }

  /** Takes a sign, with the space before it. */
  take(sign: string): boolean {
    if (!this.sees(sign)) return false
    this.at += sign.length
    return true
  }

  sees(sign: string): boolean {
    this.space()
    return this.text.startsWith(sign, this.at)
  }

  /** Takes a whole word. */
  word(word: string): boolean {
    this.space()
    if (!this.text.startsWith(word, this.at) || /\w/.test(this.text[this.at + word.length] ?? ''))
      return false
    this.at += word.length
    return true
  }

  /** Takes what a sticky expression matches here. */
  match(form: RegExp): RegExpExecArray | undefined {
    form.lastIndex = this.at
    const found = form.exec(this.text)
    if (!found) return undefined
    this.at = form.lastIndex
    return found
  }
}

const textForm = /([rRbBuU]{0,2})("""|'''|"|')/y

/** Text or bytes, as Python joins neighbours; undefined where there is none. f-strings are none. */
export function readPythonText(cursor: PythonCursor): Value | undefined {
  const pieces: { readonly text: string; readonly isBytes: boolean }[] = []
  for (;;) {
    const before = cursor.at
    cursor.space()
    const piece = readPiece(cursor)
    if (piece === undefined) {
      cursor.at = before
      break
    }
    pieces.push(piece)
  }
  const [first] = pieces
  if (!first || pieces.some(({ isBytes }) => isBytes !== first.isBytes)) return undefined
  const text = pieces.map((piece) => piece.text).join('')
  return first.isBytes ? { $bytes: Buffer.from(text, 'latin1').toString('hex') } : text
}

function readPiece(cursor: PythonCursor) {
  const start = cursor.at
  const opening = cursor.match(textForm)
  if (!opening) return undefined
  const [, prefix, quote] = opening as unknown as [string, string, string]
  const isLong = quote.length === 3
  const from = cursor.at
  let end = from
  while (end < cursor.text.length && !cursor.text.startsWith(quote, end)) {
    if (!isLong && cursor.text[end] === '\n') break
    end += cursor.text[end] === '\\' ? 2 : 1
  }
  const raw = cursor.text.slice(from, end)
  const isBytes = /b/i.test(prefix)
  // \u is no escape in bytes.
  const isPlain = !isBytes || /^(?!.*\\u)[\0-\x7f]*$/is.test(raw)
  const text = /r/i.test(prefix) ? raw : unescaped(raw)
  if (!isPlain || !cursor.text.startsWith(quote, end) || text === undefined) {
    cursor.at = start
    return undefined
  }
  cursor.at = end + quote.length
  return { text, isBytes }
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
}

/** Undefined for \N{...}, which needs a table of names. */
function unescaped(raw: string): string | undefined {
  if (/(?:^|[^\\])(?:\\\\)*\\N/.test(raw)) return undefined
  return raw.replaceAll(/\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{1,3}|[^])/g, (whole) => {
    const sign = whole.slice(1)
    if (sign.length > 1 && /^[xuU]/.test(sign))
      return String.fromCodePoint(Number.parseInt(sign.slice(1), 16))
    if (/^[0-7]/.test(sign)) return String.fromCodePoint(Number.parseInt(sign, 8))
    return escapes[sign] ?? whole
  })
}
