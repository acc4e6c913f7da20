import { dative, type Graph } from '../smarts/graph.ts'
import { bondRings } from './rings.ts'

const [nitrogen, phosphorus, sulfur, arsenic, selenium] = [7, 15, 16, 33, 34]

/**
 * The atoms that are tetrahedral stereocentres, whether their configuration is known or not: those whose
 * shape permits it and whose neighbours all differ in rank. As `NumAtomStereoCenters` of RDKit 2022.09 (its
 * legacy perception, see NOTICE.md; rules for nitrogen, phosphorus, arsenic and sulfur from InChI): centres that
 * only the configuration of others in the same ring makes one, as in 1,4-dimethylcyclohexane, do not count.
 */
export function stereocentres(graph: Graph): number[] {
  const candidates = graph.element.flatMap((_, atom) => (mayBeStereocentre(graph, atom) ? atom : []))
  if (candidates.length === 0) return []
  // RDKit 2026.09 ranks no atoms where it sees no candidate; it leaves out more nitrogen than 2022.09.
  const ranks = graph.cipRanks.length > 0 ? graph.cipRanks : constitutionalRanks(graph)
  return candidates.filter((atom) => neighboursDiffer(graph, atom, ranks))
}

/** Whether the shape of an atom permits two mirror images. */
function mayBeStereocentre(graph: Graph, atom: number): boolean {
  const bonds = countingBonds(graph, atom).length
  const hydrogens = graph.implicitHydrogens[atom]!
  const all = bonds + hydrogens
  const element = graph.element[atom]!
  if (all > 4 || all < 3) return false
  if (bonds < 3) return element === phosphorus || element === arsenic
  return bonds > 3 || hydrogens === 1 || isStableWithThree(graph, atom)
}

/** Whether three neighbours and a lone pair, or an unpaired electron, hold their places. */
function isStableWithThree(graph: Graph, atom: number): boolean {
  const element = graph.element[atom]!
  if (element === nitrogen) {
    return graph.rings.some((ring) => ring.length === 3 && ring.includes(atom)) || isBridgehead(graph, atom)
  }
  if (element === sulfur || element === selenium) {
    const valence = graph.valence[atom]!
    return valence === 4 || (valence === 3 && graph.charge[atom] === 1)
  }
  return element === phosphorus || element === arsenic
}

function neighboursDiffer(graph: Graph, atom: number, ranks: readonly number[]): boolean {
  const around = countingBonds(graph, atom).map((bond) => ranks[otherEnd(graph, bond, atom)]!)
  return new Set(around).size === around.length
}

/** Numbers that are equal for atoms of equal constitution: elements and isotopes, refined by their neighbours. */
function constitutionalRanks(graph: Graph): number[] {
  let ranks = numbered(graph.element.map((element, atom) => `${element} ${graph.isotope[atom]}`))
  for (let classes = 0; new Set(ranks).size > classes;) {
    classes = new Set(ranks).size
    const known = ranks
    ranks = numbered(
      known.map((rank, atom) => {
        const around = graph.neighbours[atom]!.map((other, k) => {
          const { aromatic, order } = graph.bonds[graph.bondsOf[atom]![k]!]!
          return `${known[other]}${aromatic ? 'a' : order}`
        })
        return `${rank} ${graph.implicitHydrogens[atom]} ${around.toSorted().join(' ')}`
      }),
    )
  }
  return ranks
}

/** Equal numbers for equal texts. */
function numbered(texts: readonly string[]): number[] {
  const numbers = new Map<string, number>()
  for (const text of texts) if (!numbers.has(text)) numbers.set(text, numbers.size)
  return texts.map((text) => numbers.get(text)!)
}

/** The bonds of an atom without those of no order, and without a lone pair that it gives away. */
function countingBonds(graph: Graph, atom: number): number[] {
  return graph.bondsOf[atom]!.filter((bond) => {
    const { order, from } = graph.bonds[bond]!
    return order !== 0 && !(order === dative && from === atom)
  })
}

/** Three or more ring bonds, with one of them in each of two rings that share two or more bonds. */
function isBridgehead(graph: Graph, atom: number): boolean {
  const own = new Set(graph.bondsOf[atom]!.filter((bond) => graph.bonds[bond]!.ring))
  if (own.size < 3) return false
  const rings = bondRings(graph).filter((ring) => ring.some((bond) => own.has(bond)))
  return rings.some((ring, index) =>
    rings.slice(index + 1).some((other) => other.filter((bond) => ring.includes(bond)).length >= 2),
  )
}

function otherEnd(graph: Graph, bond: number, atom: number): number {
  const { from, to } = graph.bonds[bond]!
  return from === atom ? to : from
}
