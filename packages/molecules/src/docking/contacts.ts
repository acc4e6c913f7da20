import { elementOfType, vinaRadius } from './elements.ts'
import { distance, isHydrogenType, residueName, type FileAtom, type Point } from './pdbqt.ts'

/** What a pose touches. Distances in ångström; atoms are those of the given SMILES, counted from 0. */
export type Contacts = {
  /** Residues within 4 Å, nearest first. */
  readonly residues: readonly {
    readonly residue: string
    readonly distance: number
    readonly atoms: readonly number[]
  }[]
  /** Likely hydrogen bonds, as told by places; `donor` says which side gives the hydrogen. */
  readonly hydrogenBonds: readonly AtomContact[]
  /** Atoms that are too close. */
  readonly clashes: readonly AtomContact[]
  /** Heavy atoms with no atom of the receptor within 4 Å. */
  readonly exposed: readonly number[]
}

export type AtomContact = {
  readonly atom: number
  readonly element: string
  readonly residue: string
  /** Name of the receptor's atom in the PDB. */
  readonly partner: string
  readonly distance: number
  readonly donor?: 'ligand' | 'receptor'
}

/** An atom of the pose, with its number in the SMILES. */
export interface PoseAtom extends FileAtom {
  readonly origin: number
}

const near = 4
/** Between the heavy atoms of a hydrogen bond: most are shorter (Jeffrey, An Introduction to Hydrogen Bonding, 1997). */
const longestBond = 3.5
const smallestAngle = 110
/** How far the spheres of two atoms may reach into each other; those of a hydrogen bond do by nature. */
const overlap = { any: 0.7, hydrogenBond: 1.1 } as const

/** Finds what a pose touches, from places alone. */
export function contactsOf(pose: readonly PoseAtom[], receptor: readonly FileAtom[]): Contacts {
  const ligand = sideOf(pose)
  const reach = around(pose, receptor)
  const protein = sideOf(reach)
  const residues = new Map<string, { distance: number; atoms: Set<number> }>()
  const hydrogenBonds: AtomContact[] = []
  const clashes: AtomContact[] = []
  const busy = new Set<number>()
  for (const atom of ligand.heavy) {
    for (const partner of protein.heavy) {
      const apart = distance(atom.position, partner.position)
      if (apart > near) continue
      busy.add(atom.origin)
      const known = residues.get(residueName(partner)) ?? { distance: apart, atoms: new Set<number>() }
      known.distance = Math.min(known.distance, apart)
      known.atoms.add(atom.origin)
      residues.set(residueName(partner), known)
      const donor = donorOf({ atom, ligand }, { atom: partner, protein }, apart)
      const contact = meet(atom, partner, apart)
      if (donor) hydrogenBonds.push({ ...contact, donor })
      if (clashesAt(atom, partner, apart, donor !== undefined)) clashes.push(contact)
    }
  }
  return {
    residues: [...residues]
      .map(([residue, found]) => ({ residue, distance: round(found.distance), atoms: sorted(found.atoms) }))
      .toSorted((a, b) => a.distance - b.distance),
    hydrogenBonds: hydrogenBonds.toSorted((a, b) => a.distance - b.distance),
    clashes: clashes.toSorted((a, b) => a.distance - b.distance),
    exposed: sorted(ligand.heavy.map(({ origin }) => origin).filter((origin) => !busy.has(origin))),
  }
}

interface Side<A extends FileAtom> {
  readonly heavy: readonly A[]
  readonly hydrogens: readonly FileAtom[]
}

function sideOf<A extends FileAtom>(atoms: readonly A[]): Side<A> {
  return {
    heavy: atoms.filter(({ type }) => !isHydrogenType(type)),
    hydrogens: atoms.filter(({ type }) => type === 'HD'),
  }
}

/** The part of the receptor that a pose can reach. */
function around(pose: readonly FileAtom[], receptor: readonly FileAtom[]): readonly FileAtom[] {
  const axis = (k: 0 | 1 | 2) => pose.map(({ position }) => position[k])
  const low = ([0, 1, 2] as const).map((k) => Math.min(...axis(k)) - near - 2)
  const high = ([0, 1, 2] as const).map((k) => Math.max(...axis(k)) + near + 2)
  return receptor.filter(({ position }) => position.every((at, k) => at >= low[k]! && at <= high[k]!))
}

function donorOf(
  { atom, ligand }: { readonly atom: FileAtom; readonly ligand: Side<FileAtom> },
  { atom: partner, protein }: { readonly atom: FileAtom; readonly protein: Side<FileAtom> },
  apart: number,
): 'ligand' | 'receptor' | undefined {
  if (apart > longestBond) return undefined
  if (isAcceptor(partner) && gives(atom, ligand, partner.position)) return 'ligand'
  return isAcceptor(atom) && gives(partner, protein, atom.position) ? 'receptor' : undefined
}

const isAcceptor = ({ type }: FileAtom): boolean => type === 'OA' || type === 'NA'

/** Whether an atom has a hydrogen that points to a place, or that can turn there: on a hydroxyl or an ammonium group. */
function gives(atom: FileAtom, { hydrogens }: Side<FileAtom>, to: Point): boolean {
  if (!['N', 'O'].includes(elementOfType(atom.type))) return false
  const own = hydrogens.filter((hydrogen) => distance(hydrogen.position, atom.position) < 1.2)
  const turns = own.length > 2 || (own.length === 1 && elementOfType(atom.type) === 'O')
  return turns || own.some((hydrogen) => angle(atom.position, hydrogen.position, to) >= smallestAngle)
}

/** Degrees at `middle`. */
function angle(a: Point, middle: Point, b: Point): number {
  const [p, q] = [distance(a, middle), distance(middle, b)]
  const cosine = (p * p + q * q - distance(a, b) ** 2) / (2 * p * q)
  return (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI
}

function clashesAt(atom: FileAtom, partner: FileAtom, apart: number, isBond: boolean): boolean {
  const radii = [atom, partner].map(({ type }) => vinaRadius[elementOfType(type)])
  const [first, second] = radii
  // A metal's partners are close by nature.
  if (first === undefined || second === undefined) return false
  return first + second - apart > (isBond ? overlap.hydrogenBond : overlap.any)
}

function meet(atom: PoseAtom, partner: FileAtom, apart: number): AtomContact {
  return {
    atom: atom.origin,
    element: elementOfType(atom.type),
    residue: residueName(partner),
    partner: partner.name,
    distance: round(apart),
  }
}

const sorted = (numbers: Iterable<number>): number[] => [...new Set(numbers)].toSorted((a, b) => a - b)
const round = (value: number): number => Number(value.toFixed(2))
