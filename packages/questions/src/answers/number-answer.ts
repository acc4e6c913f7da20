import type { AnswerFormat } from './answer-format.ts'
import type { Reading } from './choice-answer.ts'
import { markedAnswer } from './final-answer.ts'

export interface NumberOptions {
  /**
   * 'strict' (default): the last number with its sign, decimals, thousands separators and exponent; where something is
   * marked as the answer, the last one in it. 'paper': the digits before the decimal point of the last word that has a
   * digit; the sign is lost. A reply without a number is unparsed in both: the paper's program took it for 0, which was
   * right where the truth was 0.
   */
  readonly reading?: Reading
}

/** A number, exactly: 0.1 is 0.10 and 1e-1, and 12345678901234567890 is not ...891. */
export function numberAnswer({ reading = 'strict' }: NumberOptions = {}): AnswerFormat {
  const parse = reading === 'paper' ? lastDigits : lastNumber
  return {
    name: 'number',
    ask: 'End with a line that gives the number and nothing else, such as "Answer: 42".',
    parse,
    read: reading === 'paper' ? lastDigits : wholeNumber,
  }
}

// A dash after a digit, a letter or a bracket is a minus or a hyphen, no sign.
const sign = String.raw`(?:(?<![\d)\]}%]\s?|\p{L})(?<sign>[-−+]))?`
const digits = String.raw`(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)`
const exponent = String.raw`(?:[eE](?<exponent>[-+]?\d{1,3})(?![\p{L}\d]))?`
const one = String.raw`${sign}[$€£]?(?<![\p{L}\d_])(?<digits>${digits})${exponent}`
const anywhere = new RegExp(one, 'gu')
const alone = new RegExp(`^\\s*${one}\\s*$`, 'u')

function lastNumber(reply: string): string | undefined {
  return lastIn(markedAnswer(reply) ?? reply)
}

function lastIn(text: string): string | undefined {
  const last = [...text.matchAll(anywhere)].at(-1)
  return last && canonical(last.groups!)
}

function wholeNumber(answer: string): string | undefined {
  const match = alone.exec(answer)
  return match ? canonical(match.groups!) : undefined
}

/** Without the zeros and separators that change nothing. */
function canonical(found: Record<string, string | undefined>): string {
  const [whole = '', fraction = ''] = found['digits']!.replaceAll(',', '').split('.')
  const all = whole + fraction
  const point = whole.length + Number(found['exponent'] ?? 0)
  const before = point > 0 ? all.slice(0, point).padEnd(point, '0') : ''
  const after = point < 0 ? '0'.repeat(-point) + all : all.slice(point)
  const places = after.replace(/0+$/, '')
  const value = (before.replace(/^0+/, '') || '0') + (places === '' ? '' : `.${places}`)
  const negative = found['sign'] === '-' || found['sign'] === '−'
  return negative && value !== '0' ? `-${value}` : value
}

function lastDigits(reply: string): string | undefined {
  const word = reply.split(/\s+/).findLast((one) => /\d/.test(one))
  const kept = word?.split('.', 1)[0]!.replace(/\D/g, '')
  return kept ? kept.replace(/^0+(?=\d)/, '') : undefined
}
