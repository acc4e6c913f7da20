/** How the neighbours of an atom lie around it. */
export type Shape = 'linear' | 'planar' | 'tetrahedral' | 'hypervalent'

export interface SkeletonAtom {
  /** Symbol. */
  readonly element: string
  readonly charge: number
  readonly aromatic: boolean
  readonly shape: Shape
  /** Which atom of the given SMILES it is, counted from 0; -1 for a hydrogen. */
  readonly origin: number
}

export interface SkeletonBond {
  readonly from: number
  readonly to: number
  /** Kekulé order. */
  readonly order: number
  readonly aromatic: boolean
  readonly ring: boolean
}

/** A stereocentre: seen from above, `neighbours` go round it so that their volume has this sign. */
export interface Centre {
  readonly atom: number
  /** Three or four atoms, by index. */
  readonly neighbours: readonly number[]
  readonly sign: 1 | -1
}

/** A bond that does not turn: `ends[0]` and `ends[3]` lie on the same side of it, or do not. */
export interface FlatBond {
  readonly ends: readonly [number, number, number, number]
  readonly trans: boolean
}

/** A molecule with all its hydrogens, which follow its heavy atoms, and what its coordinates must respect. */
export interface Skeleton {
  readonly atoms: readonly SkeletonAtom[]
  readonly bonds: readonly SkeletonBond[]
  /** The smallest rings, each as its atoms in order. */
  readonly rings: readonly (readonly number[])[]
  readonly centres: readonly Centre[]
  /** Double bonds with a configuration, secondary amides and esters. */
  readonly flatBonds: readonly FlatBond[]
}

/** The neighbours of each atom. */
export function neighboursOf({
  atoms,
  bonds,
}: Pick<Skeleton, 'atoms' | 'bonds'>): readonly (readonly number[])[] {
  const neighbours: number[][] = atoms.map(() => [])
  for (const { from, to } of bonds) {
    neighbours[from]!.push(to)
    neighbours[to]!.push(from)
  }
  return neighbours
}
