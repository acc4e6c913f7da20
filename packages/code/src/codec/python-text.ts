import { realOf, type Real } from './number.ts'
import { tagOf, type Tag, type Value } from './value.ts'

/** A value as Python's `repr` writes it; sets in a fixed order. */
export function pythonText(value: Value): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return quoted(value)
  const real = realOf(value)
  if (real) return realText(real)
  if (Array.isArray(value)) return `[${joined(value as readonly Value[])}]`
  const tag = tagOf(value)
  if (tag !== undefined) return taggedText(tag, Object.values(value)[0])
  return `{${Object.entries(value)
    .map(([key, part]) => `${quoted(key)}: ${pythonText(part as Value)}`)
    .join(', ')}}`
}

/** What Python's `print` shows: text without its quotes. */
export const pythonShown = (value: Value): string => (typeof value === 'string' ? value : pythonText(value))

const joined = (values: readonly Value[]): string => values.map(pythonText).join(', ')

function taggedText(tag: Tag, content: any): string {
  switch (tag) {
    case '$tuple':
      return content.length === 1 ? `(${pythonText(content[0])},)` : `(${joined(content)})`
    case '$set':
      return content.length === 0 ? 'set()' : `{${joined(content)}}`
    case '$frozenset':
      return content.length === 0 ? 'frozenset()' : `frozenset({${joined(content)}})`
    case '$dict':
      return `{${content.map(([key, part]: readonly [Value, Value]) => `${pythonText(key)}: ${pythonText(part)}`).join(', ')}}`
    case '$bytes':
      return bytesText(Buffer.from(content, 'hex'))
    case '$range':
      return `range(${joined(content[2] === 1 ? content.slice(0, 2) : content)})`
    case '$complex':
      return complexText(content)
    default:
      return 'undefined'
  }
}

function complexText([real, imaginary]: readonly [Value, Value]): string {
  const [a, b] = [pythonText(real), pythonText(imaginary)].map((text) => text.replace(/\.0$/, ''))
  if (a === '0') return `${b}j`
  return `(${a}${b!.startsWith('-') ? '' : '+'}${b}j)`
}

function realText(real: Real): string {
  return real.kind === 'integer' ? real.value.toString() : floatText(real.value)
}

/** The shortest digits that give the number back, which both languages write, in Python's notation. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const [digits, power] = value.toExponential().split('e') as [string, string]
  const exponent = Number(power)
  // Python goes over to powers of ten below 1e-4 and from 1e16.
  if (value !== 0 && (exponent < -4 || exponent >= 16))
    return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  const plain = exponent < 0 ? withoutPower(value, exponent, digits) : String(value)
  return plain.includes('.') ? plain : `${plain}.0`
}

function withoutPower(value: number, exponent: number, digits: string): string {
  const sign = value < 0 ? '-' : ''
  return `${sign}0.${'0'.repeat(-exponent - 1)}${digits.replace(/[-.]/g, '')}`
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const body = text.replaceAll(/[\\\p{C}\p{Z}'"]/gu, (sign) => escaped(sign, quote))
  return quote + body + quote
}

const short: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escaped(sign: string, quote: string): string {
  if (sign === ' ') return sign
  if (sign === "'" || sign === '"') return sign === quote ? `\\${sign}` : sign
  if (short[sign]) return short[sign]
  const code = sign.codePointAt(0)!
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  return code < 0x10000
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : `\\U${code.toString(16).padStart(8, '0')}`
}

function bytesText(bytes: Uint8Array): string {
  const characters = Array.from(bytes, (byte) => String.fromCharCode(byte))
  const quote = characters.includes("'") && !characters.includes('"') ? '"' : "'"
  const body = characters.map((sign) => {
    const code = sign.charCodeAt(0)
    if (sign === quote || short[sign]) return short[sign] ?? `\\${sign}`
    return code < 0x20 || code > 0x7e ? `\\x${code.toString(16).padStart(2, '0')}` : sign
  })
  return `b${quote}${body.join('')}${quote}`
}
