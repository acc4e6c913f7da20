/** "Answer:", "**Final answer**:", "#### " as in GSM8K, or "A:" at the start of a line. */
const marked = /\banswer\b[*_"'`]*\s*:|^[ \t]*####|^[ \t]*A:/gim
const said = /\banswer\s+is\b:?/gi

/**
 * The text that a reply marks as its answer: what follows the last mark on its line, or else the next paragraph; empty
 * where nothing follows, and undefined without a mark.
 */
export function markedAnswer(reply: string): string | undefined {
  return afterLast(marked, reply)
}

/** What a reply gives as its answer: what it marks, else what follows its last "answer is", else its last line. */
export function finalAnswer(reply: string): string {
  return markedAnswer(reply) ?? afterLast(said, reply) ?? bare(reply.trimEnd().split('\n').at(-1)!)
}

function afterLast(mark: RegExp, reply: string): string | undefined {
  const last = [...reply.matchAll(mark)].at(-1)
  if (!last) return undefined
  const [line = '', ...others] = reply.slice(last.index + last[0].length).split('\n')
  const paragraph = others
    .join('\n')
    .trimStart()
    .split(/\n[ \t]*\n/, 1)[0]!
  return bare(line) || bare(paragraph)
}

/** Without what only dresses a text: blanks, emphasis, quotes, a box of LaTeX, the full stop. */
export function bare(text: string): string {
  const inner = /\\boxed\{(.*)\}/s.exec(text)?.[1] ?? text
  // The look behind keeps it linear: a run is tried from its start alone.
  return inner.replace(/^[\s*_`"']+/, '').replace(/(?<![\s*_`"'.])[\s*_`"'.]+$/, '')
}
