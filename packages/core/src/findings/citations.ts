import type { Json } from '../json.ts'
import type { Candidate } from '../run/problem.ts'
import { isToldIn, numbersIn, numbersOf, numbersToldIn, type CitedNumber } from './numbers.ts'

/** A kind of thing that feedback on a task's values may speak of, such as tests, structures or fragments. */
export interface CitationKind {
  /** In the plural: 'tests'. */
  readonly kind: string
  /** What a text cites of it, one spelling for one thing. What the facts cite is there. */
  readonly find: (text: string) => readonly string[]
  /** Those of `cited` that are there although no fact says so, such as fragments of the molecule. */
  readonly known?: (
    cited: readonly string[],
    candidate: Candidate,
  ) => readonly string[] | Promise<readonly string[]>
}

/** Something that a text cites. */
export type Citation = { readonly kind: string; readonly text: string }

/** What may be cited. */
export interface Facts {
  /** What was shown to whoever wrote the text. */
  readonly texts: readonly string[]
  readonly material: Material
}

/** What the texts of a step are about, read once however many there are. */
export class Material {
  readonly candidates: readonly Candidate[]
  readonly #data: readonly Json[]
  readonly #things = new Map<CitationKind, ReadonlySet<string>>()
  #numbers: readonly CitedNumber[] | undefined

  constructor(data: readonly Json[], candidates: readonly Candidate[]) {
    this.#data = data
    this.candidates = candidates
  }

  get numbers(): readonly CitedNumber[] {
    return (this.#numbers ??= [...this.#data, ...this.candidates].flatMap(numbersOf))
  }

  /** What it cites of a kind. */
  things(kind: CitationKind): ReadonlySet<string> {
    const known = this.#things.get(kind)
    if (known) return known
    const found = new Set(this.#data.flatMap((one) => kind.find(JSON.stringify(one))))
    this.#things.set(kind, found)
    return found
  }
}

/** Whole numbers up to this are counted with ("two of these 3 sentences") rather than cited. */
const mostCounted = 10

/**
 * What a text cites that the facts do not hold, each once: numbers, which may be rounded, and things of the kinds. Small whole
 * numbers are left out. A number that the text computes or proposes counts as one that nobody told.
 */
export async function unsupported(
  text: string,
  facts: Facts,
  kinds: readonly CitationKind[] = [],
): Promise<readonly Citation[]> {
  const things = await Promise.all(kinds.map((kind) => unknownOf(kind, text, facts)))
  // The number of an atom or a test is its name.
  const names = new Set(kinds.flatMap((kind) => kind.find(text)))
  return [...unknownNumbers(text, names, facts), ...things.flat()]
}

function unknownNumbers(text: string, names: ReadonlySet<string>, { texts, material }: Facts): Citation[] {
  const cited = numbersIn(text).filter((one) => isClaim(one) && !names.has(one.text))
  if (cited.length === 0) return []
  const shown = texts.flatMap(numbersToldIn)
  const unknown = cited.filter((one) => !isToldIn(shown, one) && !isToldIn(material.numbers, one))
  return distinct(unknown.map((one) => one.text)).map((one) => ({ kind: 'numbers', text: one }))
}

function isClaim({ value, decimals, isPercent }: CitedNumber): boolean {
  return isPercent || decimals > 0 || value > mostCounted
}

async function unknownOf(kind: CitationKind, text: string, { texts, material }: Facts): Promise<Citation[]> {
  const cited = distinct(kind.find(text))
  if (cited.length === 0) return []
  const shown = new Set(texts.flatMap(kind.find))
  let left = cited.filter((one) => !shown.has(one) && !material.things(kind).has(one))
  for (const candidate of material.candidates) {
    if (left.length === 0 || !kind.known) break
    const there = new Set(await kind.known(left, candidate))
    left = left.filter((one) => !there.has(one))
  }
  return left.map((one) => ({ kind: kind.kind, text: one }))
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}
