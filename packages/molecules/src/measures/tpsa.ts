import type { Graph } from '../smarts/graph.ts'

/**
 * The surface contributions in Å² of nitrogen and oxygen, from table 1 of P. Ertl, B. Rohde and P. Selzer,
 * J. Med. Chem. 2000, 43, 3714, doi:10.1021/jm000942e. A row begins with the element and what is bonded to
 * it: single `-`, double `=`, triple `#` and aromatic `:` bonds to heavy atoms, sorted in that order, then
 * its hydrogens, its charge, and `3` where it stands in a ring of three.
 */
const contributions = new Map(
  `
  N---H0+0 3.24    N-=H0+0 12.36    N#H0+0 23.79    N-==H0+0 11.68   N=#H0+0 13.60
  N---H0+03 3.01   N--H1+0 12.03    N--H1+03 21.94  N=H1+0 23.85     N-H2+0 26.02
  N----H0+1 0.00   N--=H0+1 3.01    N-#H0+1 4.36    N---H1+1 4.44    N-=H1+1 13.97
  N--H2+1 16.61    N=H2+1 25.59     N-H3+1 27.64    N::H0+0 12.89    N:::H0+0 4.41
  N-::H0+0 4.93    N=::H0+0 8.39    N::H1+0 15.79   N:::H0+1 4.10    N-::H0+1 3.88
  N::H1+1 14.14
  O--H0+0 9.23     O--H0+03 12.53   O=H0+0 17.07    O-H1+0 20.23     O-H0-1 23.06
  O::H0+0 13.14`
    .trim()
    .split(/\s{2,}/)
    .map((row) => [row.split(' ')[0]!, Number(row.split(' ')[1])] as const),
)

/** For a nitrogen or oxygen outside the table: area = base - perBond * heavy neighbours + perHydrogen * H. */
const fallback = { N: [30.5, 8.2, 1.5], O: [28.5, 8.6, 1.5] } as const

/** Topological polar surface area in Å² of nitrogen and oxygen; sulfur and phosphorus do not count. */
export function tpsa(graph: Graph): number {
  let area = 0
  for (let atom = 0; atom < graph.size; atom++) {
    if (graph.element[atom] === 7) area += contribution(graph, atom, 'N')
    else if (graph.element[atom] === 8) area += contribution(graph, atom, 'O')
  }
  return area
}

function contribution(graph: Graph, atom: number, symbol: 'N' | 'O'): number {
  const key = symbol + environment(graph, atom)
  const known = (graph.smallestRing[atom] === 3 && contributions.get(`${key}3`)) || contributions.get(key)
  if (known !== undefined) return known
  const [base, perBond, perHydrogen] = fallback[symbol]
  const heavy = graph.neighbours[atom]!.filter((other) => graph.element[other] !== 1).length
  return Math.max(0, base - perBond * heavy + perHydrogen * graph.hydrogens[atom]!)
}

function environment(graph: Graph, atom: number): string {
  let single = 0
  let multiple = ''
  let aromatic = ''
  for (const [k, other] of graph.neighbours[atom]!.entries()) {
    if (graph.element[other] === 1) continue
    const bond = graph.bonds[graph.bondsOf[atom]![k]!]!
    if (bond.aromatic) aromatic += ':'
    else if (bond.order === 1) single++
    else if (bond.order === 2) multiple = `=${multiple}`
    else multiple += bond.order === 3 ? '#' : '?'
  }
  const charge = graph.charge[atom]!
  return `${'-'.repeat(single)}${multiple}${aromatic}H${graph.hydrogens[atom]}${charge < 0 ? '' : '+'}${charge}`
}
