import type { Graph } from '../smarts/graph.ts'

/** The rings of a molecule as RDKit counts them, over its symmetrised set of smallest rings. */
export interface RingCounts {
  readonly rings: number
  /** Rings of aromatic bonds only. */
  readonly aromatic: number
  /** Rings with at least one bond that is not aromatic. */
  readonly aliphatic: number
  /** Rings of single bonds only. */
  readonly saturated: number
  /** Rings with an atom that is not carbon. */
  readonly heterocycles: number
  /** Rings of more than eight atoms. */
  readonly macrocycles: number
  /** Atoms that are all that two rings share. */
  readonly spiro: number
  /** Atoms at the ends of a chain of two or more bonds that two rings share. */
  readonly bridgeheads: number
}

/** A ring of more atoms than this is a macrocycle to the score of synthetic accessibility. */
const largestOrdinaryRing = 8

/** Counts rings; definitions: RDKit's descriptors `NumRings` to `NumBridgeheadAtoms` (see NOTICE.md). */
export function ringCounts(graph: Graph): RingCounts {
  const bonds = bondRings(graph)
  const aromatic = bonds.filter((ring) => ring.every((bond) => graph.bonds[bond]!.aromatic)).length
  return {
    rings: graph.rings.length,
    aromatic,
    aliphatic: graph.rings.length - aromatic,
    saturated: bonds.filter((ring) => ring.every((bond) => isSingle(graph, bond))).length,
    heterocycles: graph.rings.filter((ring) => ring.some((atom) => graph.element[atom] !== 6)).length,
    macrocycles: macrocycles(graph).length,
    spiro: spiroAtoms(graph).size,
    bridgeheads: bridgeheadAtoms(graph).size,
  }
}

/** The rings of more than eight atoms. */
export function macrocycles(graph: Graph): (readonly number[])[] {
  return graph.rings.filter((ring) => ring.length > largestOrdinaryRing)
}

/** Each ring as its bonds, in the order of its atoms. */
export function bondRings(graph: Graph): number[][] {
  return graph.rings.map((ring) =>
    ring.map((atom, index) => {
      const next = ring[(index + 1) % ring.length]!
      return graph.bondsOf[atom]![graph.neighbours[atom]!.indexOf(next)]!
    }),
  )
}

/** The atoms that are all that two rings share. */
export function spiroAtoms(graph: Graph): Set<number> {
  const found = new Set<number>()
  forPairs(graph.rings, (shared) => {
    if (shared.length === 1) found.add(shared[0]!)
  })
  return found
}

/** The atoms at the ends of a chain of two or more bonds that two rings share. */
export function bridgeheadAtoms(graph: Graph): Set<number> {
  const found = new Set<number>()
  forPairs(bondRings(graph), (shared) => {
    if (shared.length < 2) return
    const ends = shared.flatMap((bond) => [graph.bonds[bond]!.from, graph.bonds[bond]!.to])
    for (const atom of ends) if (ends.indexOf(atom) === ends.lastIndexOf(atom)) found.add(atom)
  })
  return found
}

function isSingle(graph: Graph, bond: number): boolean {
  const { order, aromatic } = graph.bonds[bond]!
  return order === 1 && !aromatic
}

/** Calls `use` with what each two rings share. */
function forPairs(rings: readonly (readonly number[])[], use: (shared: readonly number[]) => void): void {
  for (const [index, ring] of rings.entries()) {
    const members = new Set(ring)
    for (const other of rings.slice(index + 1)) use(other.filter((member) => members.has(member)))
  }
}
