import type { CitationKind } from './citations.ts'
import { numbersIn } from './numbers.ts'

/** How far several texts on the same thing agree: means over all pairs of them, from 0 to 1. */
export interface Agreement {
  readonly texts: number
  /** Of their words (Jaccard 1901: those in both, of those in either); null for fewer than two texts. */
  readonly words: number | null
  /** The same of what they cite; null where no pair cites anything. */
  readonly citations: number | null
}

/** How far texts agree, in their words and in what they cite: numbers, and things of the kinds. */
export function agreementOf(texts: readonly string[], kinds: readonly CitationKind[] = []): Agreement {
  return {
    texts: texts.length,
    words: meanOverlap(texts.map(wordsIn)),
    citations: meanOverlap(texts.map((text) => citedIn(text, kinds))),
  }
}

function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu))
}

function citedIn(text: string, kinds: readonly CitationKind[]): ReadonlySet<string> {
  const numbers = numbersIn(text).map(({ value, isPercent }) => `${value}${isPercent ? '%' : ''}`)
  return new Set([
    ...numbers,
    ...kinds.flatMap(({ kind, find }) => find(text).map((one) => `${kind} ${one}`)),
  ])
}

/** Pairs of empty sets say nothing. */
function meanOverlap(sets: readonly ReadonlySet<string>[]): number | null {
  const overlaps = sets.flatMap((one, place) =>
    sets.slice(place + 1).flatMap((other) => {
      const either = one.union(other).size
      return either === 0 ? [] : [one.intersection(other).size / either]
    }),
  )
  if (overlaps.length === 0) return null
  return overlaps.reduce((sum, overlap) => sum + overlap, 0) / overlaps.length
}
