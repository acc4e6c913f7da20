import { compile } from '../smarts/compile.ts'
import { dative, type Graph } from '../smarts/graph.ts'
import { countMatches, matchesAt } from '../smarts/match.ts'
import { once } from './once.ts'
import { acceptorSmarts } from './qed-constants.ts'

// RDKit's definitions (NumHBD, strict NumRotatableBonds; see NOTICE.md). The second names a bond's two ends,
// of which one may not be on an amide-like bond, a tert-butyl or a trihalomethyl group.
const donorSmarts = '[N&!H0&v3,N&!H0&+1&v4,O&H1&+0,S&H1&+0,n&H1&+0]'
const end = '!$(*#*)&!D1&!$(C(F)(F)F)&!$(C(Cl)(Cl)Cl)&!$(C(Br)(Br)Br)&!$(C([CH3])([CH3])[CH3])'
const amide =
  '!$([CD3](=[N,O,S])-!@[#7,O,S!D1])&!$([#7,O,S!D1]-!@[CD3]=[N,O,S])' +
  '&!$([CD3](=[N+])-!@[#7!D1])&!$([#7!D1]-!@[CD3]=[N+])'

const donor = once(() => compile(donorSmarts))
const rotatable = once(() => compile(`[${end}&${amide}]-,:;!@[${end}]`))
const acceptors = once(() => acceptorSmarts.map(compile))
const aliphaticRing = once(() => compile('[$([A;R][!a])]'))

/** Hydrogen bond donors. */
export const donors = (graph: Graph): number => countMatches(donor(), graph)

/** Hydrogen bond acceptors in QED's sense: matches of its eleven patterns. */
export const acceptorsOf = (graph: Graph): number =>
  acceptors().reduce((sum, pattern) => sum + countMatches(pattern, graph), 0)

/** Rotatable bonds in RDKit's strict sense: amides and symmetric ends such as CF3 do not count. */
export const rotatableBonds = (graph: Graph): number => countMatches(rotatable(), graph)

/**
 * Aromatic rings in QED's sense: the rings that remain without the aliphatic ring atoms next to anything
 * that is not aromatic. Their number is that of independent cycles, bonds - atoms + components, over bonds
 * with an order; RDKit's ring search finds one less in a few cages such as triptycene.
 */
export function aromaticRings(graph: Graph): number {
  if (graph.rings.length === 0) return 0
  const query = aliphaticRing()
  const component: number[] = []
  for (let atom = 0; atom < graph.size; atom++) component.push(matchesAt(query, graph, atom) ? -1 : atom)
  const root = (atom: number): number => {
    let at = atom
    while (component[at] !== at) at = component[at]!
    return at
  }
  let cycles = 0
  for (const { from, to, order, ring } of graph.bonds) {
    if (!ring || order === 0 || order === dative || component[from] === -1 || component[to] === -1) continue
    const [a, b] = [root(from), root(to)]
    if (a === b) cycles++
    else component[a] = b
  }
  return cycles
}
