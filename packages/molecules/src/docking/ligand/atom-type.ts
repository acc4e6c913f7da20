import { isHydrogen } from './ligand.ts'
import { neighboursOf, type Skeleton } from './skeleton.ts'

type Molecule = Pick<Skeleton, 'atoms' | 'bonds'>

/**
 * The AutoDock type of each atom: 'A' is aromatic carbon, a second letter A marks an acceptor of hydrogen bonds, HD is
 * a hydrogen that can be given in one (Morris et al., Journal of Computational Chemistry 30:2785, 2009).
 */
export function atomTypes(molecule: Molecule): readonly string[] {
  const neighbours = neighboursOf(molecule)
  return molecule.atoms.map((atom, index) => {
    const around = neighbours[index]!
    if (isHydrogen(atom)) return around.some((one) => molecule.atoms[one]!.element !== 'C') ? 'HD' : 'H'
    if (atom.element === 'C') return atom.aromatic ? 'A' : 'C'
    if (atom.element === 'N') return isAcceptor(molecule, index, around) ? 'NA' : 'N'
    if (atom.element === 'O') return 'OA'
    return atom.element === 'S' && around.length === 2 ? 'SA' : atom.element
  })
}

/** Whether a nitrogen's lone pair is free: not bonded, not part of an aromatic ring, an amide or a sulfonamide. */
function isAcceptor({ atoms, bonds }: Molecule, nitrogen: number, around: readonly number[]): boolean {
  const { charge, shape } = atoms[nitrogen]!
  if (charge > 0 || around.length > 3) return false
  if (around.length < 3) return true
  return shape !== 'planar' && !around.some((atom) => isOxidised({ atoms, bonds }, atom))
}

/** Sulphur or phosphorus with a double bond, as in a sulfonyl group. */
function isOxidised({ atoms, bonds }: Molecule, atom: number): boolean {
  if (!['S', 'P'].includes(atoms[atom]!.element)) return false
  return bonds.some(({ from, to, order }) => order === 2 && (from === atom || to === atom))
}
