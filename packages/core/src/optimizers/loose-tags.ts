/**
 * What stands between one opening and one closing tag, in any case, with spaces or with attributes: `< Tag a="b">`.
 * Undefined where there are not exactly these two in this order, as it could be read in more than one way.
 */
export function looselyTagged(reply: string, tag: string): string | undefined {
  const [opening, closing, another] = reply.matchAll(tagsLike(tag)).take(3)
  if (!opening || !closing || another || isClosing(opening) || !isClosing(closing)) return undefined
  return reply.slice(opening.index + opening[0].length, closing.index)
}

/** Takes time in proportion to the reply: no two parts of it can take the same characters. */
function tagsLike(tag: string): RegExp {
  return new RegExp(String.raw`<\s*(/\s*)?${RegExp.escape(tag)}(?:\s[^<>]*)?>`, 'gi')
}

function isClosing([, slash]: RegExpExecArray): boolean {
  return slash !== undefined
}
