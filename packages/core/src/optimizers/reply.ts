import { ParseError } from '../errors.ts'
import { looselyTagged } from './loose-tags.ts'

/** A text as it was read from a reply, and what was wrong with the reply all the same. */
export interface Reading {
  readonly text: string
  readonly remark?: string
}

/**
 * The text of the last pair of tags, or that of the only pair where its tags are written in another case, with spaces or
 * with attributes. White space around it is not part of it; a fence around the tags is not, either, one between them is.
 * @throws ParseError, in words for the model.
 */
export function readTagged(reply: string, tag: string): Reading {
  try {
    return { text: lastTagged(reply, tag) }
  } catch (error) {
    const isAsAsked = reply.includes(`<${tag}>`) && reply.includes(`</${tag}>`)
    const inner = isAsAsked ? undefined : looselyTagged(reply, tag)
    if (inner === undefined || inner.trim() === '') throw error
    return {
      text: wellFormed(trimLines(inner)),
      remark: `its tags were read though they are not written as <${tag}> and </${tag}>`,
    }
  }
}

/**
 * The text of the last pair of tags. What could be read in more than one way is refused, as asking again is cheaper than a
 * wrong value: pairs that nest, a closing tag too many, an opening tag on a line of its own that nothing closes. Tags may
 * be mentioned in a sentence before; an empty pair is a mention anywhere, and so are the words in which they are asked for.
 * Scans with indexOf: a regular expression over a reply of megabytes can block for seconds.
 */
function lastTagged(reply: string, tag: string): string {
  const open = `<${tag}>`
  const close = `</${tag}>`
  const lastClose = reply.lastIndexOf(close)
  if (lastClose === -1 || reply.lastIndexOf(open, lastClose) === -1) {
    throw new ParseError(
      reply.includes(open)
        ? `it opens <${tag}> and never closes it: it may have been cut`
        : `it has no text between <${tag}> and </${tag}>`,
    )
  }
  if (reply.indexOf(open, lastClose) !== -1) {
    throw new ParseError(`after its last </${tag}> it opens <${tag}> again and never closes it`)
  }
  let isMentioned = false
  for (let end = lastClose; end > 0;) {
    const start = reply.lastIndexOf(open, end)
    if (start === -1) break
    const inner = reply.slice(start + open.length, end)
    if (inner.includes(close)) throw new ParseError(`it closes </${tag}> more often than it opens <${tag}>`)
    if (inner.trim() === 'and') isMentioned = true
    else if (inner.trim() !== '') {
      refuseNesting(reply, start, { open, close })
      return wellFormed(trimLines(inner))
    }
    end = start === 0 ? 0 : reply.lastIndexOf(close, start - 1)
  }
  throw new ParseError(
    isMentioned
      ? `it only says that a text is between <${tag}> and </${tag}>`
      : `the text between <${tag}> and </${tag}> is empty`,
  )
}

/** @throws ParseError for half of a character, which no provider, file or log would keep as it is. */
export function wellFormed(value: string): string {
  if (value.isWellFormed()) return value
  throw new ParseError('it holds half of a character: an unpaired surrogate')
}

/** An opening tag before the pair, still open and not in a sentence, may be where the text really begins. */
function refuseNesting(reply: string, start: number, { open, close }: { open: string; close: string }): void {
  if (start === 0) return
  const before = reply.lastIndexOf(open, start - 1)
  if (before === -1 || reply.lastIndexOf(close, start - 1) > before) return
  const line = reply.slice(reply.lastIndexOf('\n', before) + 1, before)
  if (line.trim() !== '') return
  throw new ParseError(`it opens ${open} again before closing it; write the tags around the text only`)
}

/** Without the line breaks that belong to the tags; the indentation of a first line of several is part of the value. */
function trimLines(inner: string): string {
  return inner.includes('\n') ? inner.replace(/^\s*\n/, '').trimEnd() : inner.trim()
}
