import { seededAsPython } from './mersenne-twister.ts'

/**
 * The items in the order that CPython's `random.Random(seed).shuffle` gives them (3.2 and later), so that splits made
 * with it can be made again.
 * @throws RangeError for a seed that is not a whole number from 0 to 2**32 - 1.
 */
export function pythonShuffle<T>(items: readonly T[], seed: number): T[] {
  const next = seededAsPython(seed)
  const below = (limit: number): number => {
    const unused = Math.clz32(limit)
    for (;;) {
      const drawn = next() >>> unused
      if (drawn < limit) return drawn
    }
  }
  const out = [...items]
  for (let i = out.length - 1; i > 0; i--) {
    const j = below(i + 1)
    ;[out[i], out[j]] = [out[j]!, out[i]!]
  }
  return out
}
