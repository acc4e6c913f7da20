import { ParseError } from '../errors.ts'

/**
 * The text of the last well-formed pair of tags, so that tags which a reply mentions before it answers do no
 * harm. Scans with indexOf: a regular expression over a reply of megabytes can block for seconds.
 * @throws ParseError without a pair, with an empty one, or when another was opened and not closed after it.
 */
export function lastTagged(reply: string, tag: string): string {
  const open = `<${tag}>`
  const close = `</${tag}>`
  let end = reply.lastIndexOf(close)
  if (end === -1 || reply.lastIndexOf(open, end) === -1) {
    throw new ParseError(
      reply.includes(open)
        ? `it opens <${tag}> and never closes it: it may have been cut`
        : `it has no text between <${tag}> and </${tag}>`,
    )
  }
  if (reply.indexOf(open, end) !== -1) {
    throw new ParseError(`after its last </${tag}> it opens <${tag}> again and never closes it`)
  }
  for (; end !== -1; end = reply.lastIndexOf(close, end - 1)) {
    const start = reply.lastIndexOf(open, end)
    if (start === -1) break
    const inner = reply.slice(start + open.length, end)
    if (inner.trim() !== '') return trimLines(inner)
    if (end === 0) break
  }
  throw new ParseError(`the text between <${tag}> and </${tag}> is empty`)
}

/** Without the line breaks that belong to the tags; the indentation of a first line of several is part of the value. */
function trimLines(inner: string): string {
  return inner.includes('\n') ? inner.replace(/^\s*\n/, '').replace(/\s*$/, '') : inner.trim()
}
