/** How much of what a program says is kept, characters. */
const mostShown = 2000

/**
 * Text of a program under test as it may be shown: cut short in the middle, without control characters, so that it can
 * neither flood a prompt nor draw on a terminal.
 */
export function shownText(text: string, most = mostShown): string {
  const clean = text.toWellFormed().replaceAll(/[^\P{C}\n\t]/gu, '\u{FFFD}')
  if (clean.length <= most) return clean
  const half = Math.floor(most / 2)
  const [head, tail] = [clean.slice(0, half), clean.slice(-half)]
  return `${head}\n[... ${clean.length - 2 * half} characters ...]\n${tail}`.toWellFormed()
}
