/** Longer texts are compared by their beginnings: enough to tell whether anything moves. */
const longest = 20_000

/**
 * How alike two texts are, from 0 to 1: the Sørensen-Dice coefficient 2 |A ∩ B| / (|A| + |B|) of their bags of character
 * trigrams (Dice, Ecology 26, 1945).
 */
export function similarity(a: string, b: string): number {
  if (a === b) return 1
  const left = trigrams(a)
  const right = trigrams(b)
  let shared = 0
  for (const [gram, count] of left) shared += Math.min(count, right.get(gram) ?? 0)
  return (2 * shared) / (total(left) + total(right))
}

function trigrams(text: string): Map<string, number> {
  const padded = `  ${text.slice(0, longest)} `
  const counts = new Map<string, number>()
  for (let i = 0; i + 3 <= padded.length; i++) {
    const gram = padded.slice(i, i + 3)
    counts.set(gram, (counts.get(gram) ?? 0) + 1)
  }
  return counts
}

function total(counts: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const count of counts.values()) sum += count
  return sum
}
