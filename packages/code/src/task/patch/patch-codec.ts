import { ParseError, text, type Codec } from '@textgrad/core'

import { applied, type FileText } from './apply-patch.ts'

/**
 * A patch as the value of a variable. What a model writes around it is left out, and one that does not apply to the files goes back to the
 * model with the hunk and the reason.
 */
export function patchCodec(files: readonly FileText[]): Codec<string> {
  return {
    ...text,
    name: 'patch',
    parse(reply) {
      const patch = patchIn(reply)
      const { fault } = applied(files, patch)
      if (fault !== undefined) throw new ParseError(`The patch does not apply: ${fault}`)
      return patch
    },
  }
}

/** The patch in a reply: what is between fences, where one stands before its first line. A patch may hold fences itself. */
export function patchIn(reply: string): string {
  const lines = reply.split('\n')
  const first = lines.findIndex((line) => /^(?:@@|--- |diff --git |Index: )/.test(line))
  const fence = lines.slice(0, Math.max(0, first)).findLastIndex((line) => /^\s*(?:`{3,}|~{3,})/.test(line))
  if (first < 0) return reply
  const end = fence < 0 ? -1 : lines.findLastIndex((line) => /^(?:`{3,}|~{3,})\s*$/.test(line))
  return `${lines
    .slice(first, end > first ? end : undefined)
    .join('\n')
    .trimEnd()}\n`
}
