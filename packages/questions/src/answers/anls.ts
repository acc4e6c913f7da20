/**
 * The average normalised Levenshtein similarity of one reply (Biten et al. 2019, arXiv 1905.13648): of the right answers the
 * nearest one counts, with 1 - distance / length of the longer text, or 0 where that is below the threshold of 0.5. Capitals
 * and blanks at the ends do not count. In 0 to 1.
 * @throws TypeError without a right answer.
 */
export function anls(given: string, answers: readonly string[], threshold = 0.5): number {
  if (answers.length === 0) throw new TypeError('Expected at least one right answer')
  const similarity = Math.max(...answers.map((answer) => likeness(plain(given), plain(answer))))
  return similarity < threshold ? 0 : similarity
}

function plain(text: string): string[] {
  return Array.from(text.trim().toLowerCase().replace(/\s+/g, ' '))
}

function likeness(a: readonly string[], b: readonly string[]): number {
  const longer = Math.max(a.length, b.length)
  return longer === 0 ? 1 : 1 - distance(a, b) / longer
}

/** Levenshtein's distance, by code points. */
function distance(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (const [i, character] of a.entries()) {
    const next = [i + 1]
    for (const [j, other] of b.entries()) {
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + Number(character !== other)))
    }
    row = next
  }
  return row[b.length]!
}
