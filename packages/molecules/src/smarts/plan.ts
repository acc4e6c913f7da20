import type { AtomTest } from './atom-test.ts'

/** A bond of a compiled pattern. */
export interface QueryBond {
  readonly from: number
  readonly to: number
  readonly bits: number
}

/** The next atom to place, and what it must be bonded with. */
export interface Step {
  readonly atom: number
  readonly test: AtomTest
  /** The placed atom to walk from, or -1 where a new component begins. */
  readonly from: number
  readonly bits: number
  /** Further bonds to placed atoms. */
  readonly closures: readonly { readonly to: number; readonly bits: number }[]
}

/** A compiled SMARTS; hold on to it, since compiling costs more than matching. */
export interface Pattern {
  readonly smarts: string
  /** Number of atoms in the pattern. */
  readonly size: number
  /** Its tests by atom. */
  readonly atoms: readonly AtomTest[]
  /** Steps of a search that begins anywhere, and of one whose first atom is given. */
  readonly search: readonly Step[]
  readonly rooted: readonly Step[]
}

/** How often atoms of a kind occur in drug-like molecules, in the order of the bits of `traits.ts`. */
const frequency = [1, 1, 1, 60, 60, 20, 15, 25, 5, 5, 1, 2, 1, 5, 4, 5, 1, 1, 2, 1, 1]

/**
 * The order in which a pattern's atoms are placed: from `start`, or else from the rarest atom of each
 * component, always the rarest neighbour of what is placed.
 */
export function planOf(atoms: readonly AtomTest[], bonds: readonly QueryBond[], start?: number): Step[] {
  const costs = atoms.map(costOf)
  const placed = new Set<number>()
  const steps: Step[] = []
  const cheapest = (candidates: readonly number[]) =>
    candidates.reduce((best, atom) => (costs[atom]! < costs[best]! ? atom : best), candidates[0]!)
  while (placed.size < atoms.length) {
    const free = atoms
      .keys()
      .filter((atom) => !placed.has(atom))
      .toArray()
    const reachable = free.filter((atom) => bonds.some((bond) => placed.has(otherEnd(bond, atom))))
    const atom =
      placed.size === 0 ? (start ?? cheapest(free)) : cheapest(reachable.length > 0 ? reachable : free)
    const links = bonds
      .filter((bond) => placed.has(otherEnd(bond, atom)))
      .map((bond) => ({ to: otherEnd(bond, atom), bits: bond.bits }))
    const [first, ...closures] = links
    placed.add(atom)
    steps.push({ atom, test: atoms[atom]!, from: first?.to ?? -1, bits: first?.bits ?? 0, closures })
  }
  return steps
}

function otherEnd(bond: QueryBond, atom: number): number {
  if (bond.from === atom) return bond.to
  return bond.to === atom ? bond.from : -1
}

function costOf(test: AtomTest): number {
  const all = frequency.reduce((sum, each, bit) => sum + (test.kinds & (1 << bit) ? each : 0), 0)
  return (test.flags === 0 ? all : all / 2) / (test.look === undefined ? 1 : 2)
}
