import { once } from '../measures/once.ts'
import { ringCounts } from '../measures/rings.ts'
import { compile } from '../smarts/compile.ts'
import type { Graph } from '../smarts/graph.ts'
import { hasMatch, matches } from '../smarts/match.ts'
import type { Pattern } from '../smarts/plan.ts'
import { bitVector, type BitVector } from './bit-vector.ts'
import { maccsTable } from './maccs-keys.ts'

interface Key {
  readonly bit: number
  /** How many occurrences are not yet enough. */
  readonly above: number
  readonly pattern: Pattern
}

/** Bits are numbered as the keys, from 1; bit 0 is never set. */
const size = 167
const twoAromaticRings = 125
const twoComponents = 166

const keys = once(() =>
  maccsTable
    .trim()
    .split('\n')
    .map((line): Key => {
      const [, bit, above = 0, smarts = ''] = /^(\d+)(?:>(\d+))? (\S+)$/.exec(line.trim())!
      return { bit: Number(bit), above: Number(above), pattern: compile(smarts) }
    }),
)

/**
 * The 166 public MACCS keys, bit for bit as RDKit's `GetMACCSKeysFingerprint`: J. L. Durant et al., J. Chem.
 * Inf. Comput. Sci. 2002, 42, 1273, doi:10.1021/ci010132r.
 */
export function maccsFingerprint(graph: Graph): BitVector {
  const bits = keys().flatMap((key) => (occurs(key, graph) ? key.bit : []))
  if (ringCounts(graph).aromatic > 1) bits.push(twoAromaticRings)
  if (components(graph) > 1) bits.push(twoComponents)
  return bitVector(size, bits)
}

function occurs({ above, pattern }: Key, graph: Graph): boolean {
  return above === 0 ? hasMatch(pattern, graph) : matches(pattern, graph, above + 1).length > above
}

/** How many parts without a bond between them. */
function components(graph: Graph): number {
  const seen = new Set<number>()
  let count = 0
  for (let start = 0; start < graph.size; start++) {
    if (seen.has(start)) continue
    count++
    const reached = [start]
    for (let atom = reached.pop(); atom !== undefined; atom = reached.pop()) {
      if (seen.has(atom)) continue
      seen.add(atom)
      reached.push(...graph.neighbours[atom]!)
    }
  }
  return count
}
