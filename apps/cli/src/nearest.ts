/**
 * The name that was meant by a mistyped one: the one that it begins, where no other begins so, or the one that differs least.
 * Capitals make no difference. Undefined if none is near.
 */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const word = typed.toLowerCase()
  const begun = word.length < 2 ? [] : names.filter((name) => name.toLowerCase().startsWith(word))
  if (begun.length === 1) return begun[0]
  const ranked = names.map((name) => ({ name, distance: distance(word, name.toLowerCase()) }))
  const best = ranked.toSorted((a, b) => a.distance - b.distance)[0]
  return best && best.distance <= Math.ceil(word.length / 3) ? best.name : undefined
}

/** What follows on a name that there is not: the one that was meant, or else all that there are. */
export function orElse(typed: string, names: readonly string[]): string {
  const near = nearest(typed, names)
  return near === undefined ? `; there are ${names.join(', ')}` : meant(near)
}

/** What follows on a name where the one that was meant is known. */
export function meant(name: string | undefined): string {
  return name === undefined ? '' : `; did you mean ${name}?`
}

/**
 * The fewest insertions, deletions, replacements and swaps of neighbours that make one word of another, no letter being
 * touched twice (optimal string alignment; Damerau 1964, Commun. ACM 7(3):171-176).
 */
function distance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const replaced = row[j - 1]! + Number(a[i - 1] !== b[j - 1])
      const swapped = isSwap ? before[j - 2]! + 1 : replaced
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, replaced, swapped))
    }
    before = row
    row = next
  }
  return row[b.length]!
}
