/**
 * A text as data inside a prompt. The tag is numbered when the text holds the same tag, so that nothing
 * inside can end it early.
 */
export function tagged(name: string, content: string): string {
  const tag = freeTag(name, [content])
  return `<${tag}>\n${content}\n</${tag}>`
}

/** `name`, or the first of `name-2`, `name-3` ... that none of the texts holds. */
export function freeTag(name: string, contents: readonly string[]): string {
  // Most texts hold no tag at all, and a batch shows thousands of them.
  if (!contents.some((content) => content.includes('<'))) return name
  const lower = contents.map((content) => content.toLowerCase())
  const taken = (tag: string): boolean =>
    lower.some(
      (content) => content.includes(`<${tag.toLowerCase()}`) || content.includes(`</${tag.toLowerCase()}`),
    )
  if (!taken(name)) return name
  // A longer tag that begins with a taken one is still another tag, so only exact matches count from here.
  const holds = (tag: string): boolean => lower.some((content) => content.includes(`${tag.toLowerCase()}>`))
  let count = 2
  while (holds(`${name}-${count}`)) count++
  return `${name}-${count}`
}

/** Non-empty sections, with a blank line between them. */
export function sections(...parts: readonly (string | undefined | false)[]): string {
  return parts.filter((part) => part !== undefined && part !== false && part !== '').join('\n\n')
}
