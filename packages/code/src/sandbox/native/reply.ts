import { CodecError, decodeValue } from '../../codec/codec.ts'
import type { Value } from '../../codec/value.ts'
import type { Answer, ProgramException, ProgramLine } from '../answer.ts'
import { shownText } from '../untrusted-text.ts'

export type Reply = Pick<Answer, 'stdout'> &
  (
    | { readonly status: 'returned'; readonly value: Value }
    | { readonly status: 'raised'; readonly exception: ProgramException }
  )

/**
 * What a program answered to the request `id`, or what holds it says that it takes too long; undefined for anything that is
 * not exactly an answer to it.
 */
export function readReply(line: string, id: string): Reply | 'timeout' | undefined {
  const reply = dataOf(line)
  if (!Array.isArray(reply) || reply.length !== 4) return undefined
  const [ticket, status, content, printed] = reply as readonly Value[]
  if (ticket !== id || typeof printed !== 'string') return undefined
  if (status === 'timeout') return status
  const stdout = shownText(printed)
  if (status === 'returned') return { status, value: content!, stdout }
  const exception = status === 'raised' ? exceptionOf(content!) : undefined
  return exception && { status: 'raised', exception, stdout }
}

/** A name as Python and JavaScript have them. */
const name = /^[\p{ID_Start}_$<][\p{ID_Continue}$<>.]{0,199}$/u

function exceptionOf(content: Value): ProgramException | undefined {
  if (!Array.isArray(content) || content.length !== 3) return undefined
  const [type, text, places] = content as readonly Value[]
  if (typeof type !== 'string' || !name.test(type) || typeof text !== 'string' || !Array.isArray(places))
    return undefined
  const lines = places.map(lineOf)
  if (lines.length > 50 || lines.includes(undefined)) return undefined
  return { type, text: shownText(text), lines: lines as readonly ProgramLine[] }
}

function lineOf(place: Value): ProgramLine | undefined {
  if (!Array.isArray(place) || place.length !== 2) return undefined
  const [line, within] = place as readonly Value[]
  if (!Number.isSafeInteger(line) || typeof within !== 'string') return undefined
  return name.test(within) && within !== '<module>'
    ? { line: line as number, function: within }
    : { line: line as number }
}

function dataOf(line: string): Value | undefined {
  try {
    return decodeValue(line, 3)
  } catch (error) {
    if (error instanceof CodecError) return undefined
    throw error
  }
}
