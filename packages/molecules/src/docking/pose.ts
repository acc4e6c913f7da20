import { contactsOf, type Contacts } from './contacts.ts'
import { elementOfType } from './elements.ts'
import { DockingError } from './errors.ts'
import type { Ligand } from './ligand/ligand.ts'
import { writeSdf } from './ligand/sdf.ts'
import { distance, readAtoms, type Point } from './pdbqt.ts'
import type { Receptor } from './receptor/receptor.ts'
import type { WrittenPose } from './vina/output.ts'

/** A place and shape of a molecule in its receptor. */
export interface Pose {
  /** kcal/mol; lower binds better. */
  readonly score: number
  /** As Vina printed it; another number where scores were repaired. */
  readonly printed: number
  /** From the best pose, ångström: a lower and an upper bound (see Vina's manual). */
  readonly rmsdLower: number
  readonly rmsdUpper: number
  readonly pdbqt: string
  /** With the bond orders of the molecule, where they are known; hydrogens on carbon are implied. */
  readonly sdf?: string
}

/** How much a bond may change by rounding of coordinates, ångström. */
const bondTolerance = 0.05

/**
 * The poses of a ligand, with their bonds.
 * @throws DockingError 'pose' for one that is not the ligand any more
 */
export function posesWithBonds(
  ligand: Ligand,
  written: readonly WrittenPose[],
  molecule: string,
): readonly Pose[] {
  return written.map((pose, index) => {
    const { score, printed, rmsdLower, rmsdUpper, pdbqt } = pose
    const points = pointsOf(ligand, pdbqt)
    const fault = points ? stretched(ligand, points) : 'has other atoms than the molecule'
    if (!points || fault) throw new DockingError(`pose ${index + 1} ${fault}`, { stage: 'pose', molecule })
    const { atoms, bonds, smiles } = ligand
    const fields = { smiles, score_kcal_mol: score, rmsd_lower: rmsdLower, rmsd_upper: rmsdUpper }
    const sdf = writeSdf({ title: `${molecule} pose ${index + 1}`, atoms, bonds, points, fields })
    return { score, printed, rmsdLower, rmsdUpper, pdbqt, sdf }
  })
}

/** What the best pose touches. */
export function contactsOfPose(pose: Pick<Pose, 'pdbqt'>, receptor: Receptor, ligand?: Ligand): Contacts {
  const atoms = readAtoms(pose.pdbqt).map((atom, line) => ({
    ...atom,
    origin: ligand ? (ligand.atoms[ligand.order[line] ?? -1]?.origin ?? line) : line,
  }))
  return contactsOf(atoms, receptor.atoms)
}

/** The place of each atom that the pose tells; undefined where its atoms are others. */
function pointsOf(ligand: Ligand, pdbqt: string): (Point | undefined)[] | undefined {
  const lines = readAtoms(pdbqt)
  const isSame =
    lines.length === ligand.order.length &&
    lines.every(({ type }, line) => elementOfType(type) === ligand.atoms[ligand.order[line]!]!.element)
  if (!isSame) return undefined
  const points: (Point | undefined)[] = ligand.atoms.map(() => undefined)
  for (const [line, { position }] of lines.entries()) points[ligand.order[line]!] = position
  return points
}

function stretched({ atoms, bonds }: Ligand, points: readonly (Point | undefined)[]): string | undefined {
  const wrong = bonds.find(({ from, to }) => {
    const [a, b] = [points[from], points[to]]
    if (!a || !b) return false
    return Math.abs(distance(a, b) - distance(atoms[from]!.position, atoms[to]!.position)) > bondTolerance
  })
  return wrong && `has another bond length between atoms ${wrong.from} and ${wrong.to} than the molecule`
}
