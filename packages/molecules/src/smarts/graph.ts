import { flag, kindOf } from './traits.ts'

/**
 * A molecule as arrays over its atoms or bonds, in the order of its SMILES. Hydrogens are suppressed as in
 * RDKit: they are counted at their atom unless they are labelled, charged or without a heavy neighbour.
 */
export interface Graph {
  /** Number of atoms. */
  readonly size: number
  /** Atomic numbers; 0 is a dummy atom. */
  readonly element: readonly number[]
  readonly charge: readonly number[]
  /** Mass numbers; 0 where unlabelled. */
  readonly isotope: readonly number[]
  /** Masses in u of the labelled atoms; 0 where unlabelled. */
  readonly isotopeMass: readonly number[]
  /** Hydrogens that are not atoms of the graph. */
  readonly implicitHydrogens: readonly number[]
  /** All hydrogens, those that are atoms included. */
  readonly hydrogens: readonly number[]
  readonly aromatic: readonly boolean[]
  /** Atoms whose configuration is known. */
  readonly chiral: readonly boolean[]
  readonly neighbours: readonly (readonly number[])[]
  /** The bonds of each atom, in the order of `neighbours`. */
  readonly bondsOf: readonly (readonly number[])[]
  readonly bonds: readonly Bond[]
  /** Sum of Kekulé bond orders and hydrogens. */
  readonly valence: readonly number[]
  /** The smallest rings, each as its atoms in order. */
  readonly rings: readonly (readonly number[])[]
  /** RDKit's ranks of the atoms by the rules of Cahn, Ingold and Prelog; empty where none can be a stereocentre. */
  readonly cipRanks: readonly number[]
  /** Number of `rings` through each atom. */
  readonly ringCount: readonly number[]
  /** Size of the smallest of them; 0 outside rings. */
  readonly smallestRing: readonly number[]
  readonly ringBonds: readonly number[]
  /** Bits of `traits.ts` for each atom, and those of any atom. */
  readonly kind: readonly number[]
  readonly flags: readonly number[]
  readonly anyKind: number
  readonly anyFlags: number
  /** Answers of recursive SMARTS, kept as long as the graph: 0 not asked, 1 yes, 2 no. */
  readonly answers: Map<object, Uint8Array>
}

interface Bond {
  readonly from: number
  readonly to: number
  /** Kekulé order 1 to 4; 0 without an order; 17 for a dative bond from `from` to `to`. */
  readonly order: number
  readonly aromatic: boolean
  readonly ring: boolean
  /** One of the bits of `bondBit`. */
  readonly bit: number
}

/** A dative bond's order in RDKit. */
export const dative = 17

/** The bit of a bond of this type; a bond query is the set of bits that it accepts. */
export function bondBit(type: number | 'aromatic', ring: boolean): number {
  const index = type === 'aromatic' ? 5 : type >= 1 && type <= 4 ? type : 0
  return 1 << (index * 2 + (ring ? 1 : 0))
}

/** Atoms, bonds and rings from which a graph is made; `ringBonds[i]` is true for a bond in a ring. */
export interface Skeleton {
  readonly element: readonly number[]
  readonly charge: readonly number[]
  readonly isotope: readonly number[]
  readonly isotopeMass: readonly number[]
  readonly implicitHydrogens: readonly number[]
  readonly aromatic: readonly boolean[]
  readonly chiral: readonly boolean[]
  readonly bonds: readonly { from: number; to: number; order: number; aromatic: boolean }[]
  readonly rings: readonly (readonly number[])[]
  readonly cipRanks: readonly number[]
}

/** Completes a skeleton: neighbours, hydrogens, valences, ring membership and traits. */
export function graphOf(skeleton: Skeleton): Graph {
  const size = skeleton.element.length
  const rings = ringMembership(size, skeleton.rings)
  const neighbours: number[][] = Array.from({ length: size }, () => [])
  const bondsOf: number[][] = Array.from({ length: size }, () => [])
  const hydrogens = [...skeleton.implicitHydrogens]
  const valence = [...skeleton.implicitHydrogens]
  const ringBonds = zeros(size)
  const bonds = skeleton.bonds.map((bond, index): Bond => {
    const { from, to, order, aromatic } = bond
    const ring = rings.edges.has(edge(from, to, size))
    neighbours[from]!.push(to)
    neighbours[to]!.push(from)
    bondsOf[from]!.push(index)
    bondsOf[to]!.push(index)
    if (skeleton.element[to] === 1) hydrogens[from]! += 1
    if (skeleton.element[from] === 1) hydrogens[to]! += 1
    valence[from]! += order === dative ? 0 : order
    valence[to]! += order === dative ? 1 : order
    if (ring) {
      ringBonds[from]! += 1
      ringBonds[to]! += 1
    }
    return { from, to, order, aromatic, ring, bit: bondBit(aromatic ? 'aromatic' : order, ring) }
  })
  const traits = traitsOf(skeleton, hydrogens, rings.count)
  return {
    ...skeleton,
    ...traits,
    size,
    hydrogens,
    neighbours,
    bondsOf,
    bonds,
    valence,
    ringBonds,
    ringCount: rings.count,
    smallestRing: rings.smallest,
    answers: new Map(),
  }
}

const zeros = (size: number): number[] => Array.from({ length: size }, () => 0)

const edge = (a: number, b: number, size: number): number => (a < b ? a * size + b : b * size + a)

function ringMembership(size: number, rings: readonly (readonly number[])[]) {
  const count = zeros(size)
  const smallest = zeros(size)
  const edges = new Set<number>()
  for (const ring of rings) {
    let previous = ring.at(-1)!
    for (const atom of ring) {
      count[atom]! += 1
      if (smallest[atom] === 0 || ring.length < smallest[atom]!) smallest[atom] = ring.length
      edges.add(edge(previous, atom, size))
      previous = atom
    }
  }
  return { count, smallest, edges }
}

function traitsOf(skeleton: Skeleton, hydrogens: readonly number[], ringCount: readonly number[]) {
  const kind: number[] = []
  const flags: number[] = []
  let anyKind = 0
  let anyFlags = 0
  for (const [atom, element] of skeleton.element.entries()) {
    const charge = skeleton.charge[atom]!
    const kindBit = kindOf(element, skeleton.aromatic[atom]!)
    const bits =
      (skeleton.aromatic[atom] ? flag.aromatic : flag.aliphatic) |
      (ringCount[atom]! > 0 ? flag.ring : flag.chain) |
      (charge > 0 ? flag.positive : charge < 0 ? flag.negative : flag.neutral) |
      (skeleton.isotope[atom]! > 0 ? flag.isotope : 0) |
      (hydrogens[atom]! > 0 ? flag.hydrogen : flag.bare)
    kind.push(kindBit)
    flags.push(bits)
    anyKind |= kindBit
    anyFlags |= bits
  }
  return { kind, flags, anyKind, anyFlags }
}
