/**
 * Bit sets that tell atoms apart cheaply: every atom has exactly one kind (element and aromaticity) and any
 * number of flags. A pattern whose kinds or flags do not occur in a molecule needs no search.
 */

const kinds = [1, 5, -5, 6, -6, 7, -7, 8, -8, 9, 14, 15, -15, 16, -16, 17, 34, -34, 35, 53]
const kindBit = new Map(kinds.map((kind, bit) => [kind, 1 << bit]))
const neverAromatic = new Set([1, 9, 17, 35, 53])
const otherKind = 1 << kinds.length

/** All kinds. */
export const anyKind = (1 << (kinds.length + 1)) - 1

/** The bit of an atom's element and aromaticity; elements that are rare in molecules share one. */
export const kindOf = (element: number, aromatic: boolean): number =>
  kindBit.get(aromatic ? -element : element) ?? otherKind

/** The kinds of an element in either form; halogens and hydrogen are never aromatic. */
export const kindsOf = (element: number): number =>
  neverAromatic.has(element) ? kindOf(element, false) : kindOf(element, false) | kindOf(element, true)

/** Whether a kind's bit stands for one element and aromaticity only. */
export const isExact = (kind: number): boolean => (kind & otherKind) === 0

export const flag = {
  aromatic: 1,
  aliphatic: 2,
  ring: 4,
  chain: 8,
  positive: 16,
  negative: 32,
  neutral: 64,
  isotope: 128,
  hydrogen: 256,
  bare: 512,
} as const
