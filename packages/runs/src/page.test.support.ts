/** The text of a page, as a reader sees it. */
export function wordsOf(page: string): string {
  return page
    .replace(/<style>[^]*?<\/style>/, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
}

/** The names of elements that are not closed, or closed without being open. */
export function unbalanced(page: string): string[] {
  const voids = new Set(['meta', 'img', 'br', 'line', 'circle', 'path', 'rect', '!doctype'])
  const open: string[] = []
  for (const [, slash, name] of page.matchAll(/<(\/?)([!a-z][a-z0-9]*)(?:"[^"]*"|[^">])*>/g)) {
    if (slash === '' && !voids.has(name!)) open.push(name!)
    else if (slash === '/' && open.at(-1) === name) open.pop()
    else if (slash === '/' && !voids.has(name!)) return [...open, `/${name}`]
  }
  return open
}
