import { morganEnvironments } from '../fingerprints/morgan.ts'
import type { Graph } from '../smarts/graph.ts'
import { fragmentScore } from './fragment-scores.ts'
import { bridgeheadAtoms, macrocycles, spiroAtoms } from './rings.ts'
import { stereocentres } from './stereocentres.ts'

/** What makes a molecule harder to make than its fragments alone. */
export type ComplexityTerm = 'size' | 'stereocentres' | 'spiro' | 'bridgeheads' | 'macrocycles'

/** One way in which a molecule is complex. */
interface Complexity {
  readonly term: ComplexityTerm
  /** Of atoms; of rings for macrocycles. */
  readonly count: number
  /** The atoms in question, in order; none are named for the size. */
  readonly atoms: readonly number[]
}

/** How hard a molecule is to make, and why. */
export interface SyntheticAccessibility {
  /** From 1, easy, to 10, hard; below 4 for most drugs. */
  readonly score: number
  /** What complexity costs: how much the score would fall without it. */
  readonly terms: readonly (Complexity & { readonly cost: number })[]
  /** How much the score would fall if the surroundings of an atom were of ordinary frequency; the rarest first. */
  readonly rareAtoms: readonly { readonly atom: number; readonly cost: number }[]
}

/** The score alone; see `explainAccessibility`. */
export const syntheticAccessibility = (graph: Graph): number => scale(partsOf(graph).raw)

/**
 * The score of synthetic accessibility of P. Ertl and A. Schuffenhauer, J. Cheminform. 2009, 1, 8,
 * doi:10.1186/1758-2946-1-8, as RDKit's Contrib/SA_Score/sascorer.py computes it (see NOTICE.md): how common
 * the molecule's fragments are, less what size, stereo, spiro and bridgehead atoms and macrocycles make
 * difficult, plus a bonus for symmetry.
 */
export function explainAccessibility(graph: Graph): SyntheticAccessibility {
  const { raw, terms, atoms } = partsOf(graph)
  const score = scale(raw)
  const cost = (part: number): number => score - scale(raw - part)
  return {
    score,
    terms: terms.map(({ part, ...term }) => ({ ...term, cost: cost(part) })),
    rareAtoms: [...atoms]
      .map(([atom, part]) => ({ atom, cost: cost(part) }))
      .filter((one) => one.cost > 0)
      .toSorted((a, b) => b.cost - a.cost || a.atom - b.atom),
  }
}

interface Parts {
  /** The sum of everything; about -4, hard, to 2.5, easy. */
  readonly raw: number
  readonly terms: readonly (Complexity & { readonly part: number })[]
  /** What the environments around each atom add. */
  readonly atoms: ReadonlyMap<number, number>
}

function partsOf(graph: Graph): Parts {
  const environments = morganEnvironments(graph, 2)
  const atoms = new Map<number, number>()
  let fragments = 0
  for (const { id, atom } of environments) {
    const part = fragmentScore(id) / environments.length
    fragments += part
    atoms.set(atom, (atoms.get(atom) ?? 0) + part)
  }
  const terms = complexity(graph)
  const kinds = new Set(environments.map(({ id }) => id)).size
  const symmetry = graph.size > kinds ? Math.log(graph.size / kinds) / 2 : 0
  const raw = terms.reduce((sum, { part }) => sum + part, fragments) + symmetry
  return { raw, terms, atoms }
}

function complexity(graph: Graph): Parts['terms'] {
  const large = macrocycles(graph)
  return [
    { term: 'size', count: graph.size, atoms: [], part: graph.size - graph.size ** 1.005 },
    rare('stereocentres', stereocentres(graph)),
    rare('spiro', [...spiroAtoms(graph)]),
    rare('bridgeheads', [...bridgeheadAtoms(graph)]),
    {
      term: 'macrocycles',
      count: large.length,
      atoms: inOrder(large.flat()),
      // Unlike in the paper a second macrocycle costs nothing more.
      part: large.length > 0 ? -Math.log10(2) : 0,
    },
  ]
}

function rare(term: ComplexityTerm, atoms: readonly number[]): Parts['terms'][number] {
  return { term, count: atoms.length, atoms: inOrder(atoms), part: -Math.log10(atoms.length + 1) }
}

const inOrder = (atoms: readonly number[]): number[] => [...new Set(atoms)].toSorted((a, b) => a - b)

/** From the sum of all parts to 1, easy, to 10, hard, with the hard end smoothed. */
function scale(raw: number): number {
  const [hardest, easiest] = [-4, 2.5]
  const linear = 11 - ((raw - hardest + 1) / (easiest - hardest)) * 9
  const smooth = linear > 8 ? 8 + Math.log(linear - 8) : linear
  return Math.min(10, Math.max(1, smooth))
}
