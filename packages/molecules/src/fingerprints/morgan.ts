import { atomicWeight } from '../measures/weight.ts'
import type { Graph } from '../smarts/graph.ts'
import { bitVector, type BitVector } from './bit-vector.ts'
import { combine, hashOf } from './hash.ts'

/** The surroundings of one atom, up to so many bonds away. */
export interface Environment {
  /** The same for all environments that look alike; from 0 up to 2^32. */
  readonly id: number
  /** The atom in the middle. */
  readonly atom: number
  /** In bonds; 0 for the atom alone. */
  readonly radius: number
}

export interface MorganOptions {
  /** How far environments reach, in bonds (default: 2, as in ECFP4). */
  readonly radius?: number
  /** How many bits there are (default: 2,048). */
  readonly size?: number
}

/** The bit vector of a molecule's environments: RDKit's `GetMorganFingerprintAsBitVect`. */
export function morganFingerprint(graph: Graph, { radius = 2, size = 2_048 }: MorganOptions = {}): BitVector {
  const bits = morganEnvironments(graph, radius).map(({ id }) => id % size)
  return bitVector(size, bits)
}

/** How often each kind of environment occurs: RDKit's sparse `GetMorganFingerprint`. */
export function morganCounts(graph: Graph, radius = 2): Map<number, number> {
  const counts = new Map<number, number>()
  for (const { id } of morganEnvironments(graph, radius)) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

/**
 * The environments of all atoms, each set of bonds once: D. Rogers and M. Hahn, J. Chem. Inf. Model. 2010, 50,
 * 742, doi:10.1021/ci100050t, with the atom features, bond types and hash of RDKit (see measures/NOTICE.md), so that
 * ids are the same. Stereo does not count.
 * @throws {RangeError} for a radius that is not a whole number from 0 up
 */
export function morganEnvironments(graph: Graph, radius = 2): Environment[] {
  if (!Number.isInteger(radius) || radius < 0)
    throw new RangeError(`Expected the radius to be a whole number from 0 up, got ${radius}`)
  const found: Environment[] = []
  const known = new Set<bigint>()
  let layer = startLayer(graph)
  for (const [atom, { id }] of layer.entries()) found.push({ id, atom, radius: 0 })
  for (let reach = 1; reach <= radius; reach++) {
    layer = grow(graph, layer, reach)
    const grown = layer.flatMap((cell, atom) => (cell.alive ? { ...cell, atom } : [])).toSorted(byBonds)
    for (const { bonds, id, atom } of grown) {
      const fresh = !known.has(bonds)
      // Another atom's environment on the same bonds says nothing new, now and further out.
      if (fresh) found.push({ id, atom, radius: reach })
      else layer[atom]!.alive = false
      known.add(bonds)
    }
  }
  return found
}

/** What is known of an atom's environment at some radius. */
interface Cell {
  readonly id: number
  /** A bit for each of its bonds. */
  readonly bonds: bigint
  /** Whether it may still grow into something new. */
  alive: boolean
}

function startLayer(graph: Graph): Cell[] {
  return graph.element.map((_, atom) => ({
    id: hashOf(features(graph, atom)),
    bonds: 0n,
    alive: graph.neighbours[atom]!.length > 0,
  }))
}

/** RDKit's description of an atom: element, neighbours, hydrogens, charge, excess mass in u, ring. */
function features(graph: Graph, atom: number): number[] {
  const element = graph.element[atom]!
  const mass = graph.isotope[atom]! > 0 ? graph.isotopeMass[atom]! - atomicWeight(element) : 0
  const connections = graph.neighbours[atom]!.length + graph.implicitHydrogens[atom]!
  const found = [element, connections, graph.hydrogens[atom]!, graph.charge[atom]!, Math.trunc(mass)]
  return graph.ringCount[atom]! > 0 ? [...found, 1] : found
}

function grow(graph: Graph, layer: readonly Cell[], reach: number): Cell[] {
  return layer.map((cell, atom) => {
    // RDKit forgets the id of an atom that no longer grows, and so do those further out.
    if (!cell.alive) return { ...cell, id: 0 }
    let bonds = cell.bonds
    const around = graph.neighbours[atom]!.map((other, k) => {
      const bond = graph.bondsOf[atom]![k]!
      bonds |= layer[other]!.bonds | (1n << BigInt(bond))
      return { type: bondType(graph, bond), id: layer[other]!.id }
    }).toSorted((a, b) => a.type - b.type || a.id - b.id)
    const id = around.reduce(
      (hash, one) => combine(hash, hashOf([one.type, one.id])),
      combine(reach - 1, cell.id),
    )
    return { id, bonds, alive: true }
  })
}

/** RDKit's number for a bond's type; that of an aromatic bond is 12. */
function bondType(graph: Graph, bond: number): number {
  const { order, aromatic } = graph.bonds[bond]!
  return aromatic ? 12 : order
}

interface Grown extends Cell {
  readonly atom: number
}

function byBonds(a: Grown, b: Grown): number {
  if (a.bonds !== b.bonds) return a.bonds < b.bonds ? -1 : 1
  return a.id - b.id || a.atom - b.atom
}
