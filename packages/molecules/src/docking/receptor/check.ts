import { ReceptorError } from '../errors.ts'
import { readAtoms, type FileAtom } from '../pdbqt.ts'

/** What water is called in PDB files. */
export const waters: ReadonlySet<string> = new Set(['HOH', 'WAT', 'DOD', 'H2O', 'TIP', 'TIP3', 'SOL'])

/** Some receptors are prepared with a few waters that hold a metal (DOCKSTRING's PDE5A: 6); more are a crystal's. */
const structuralWaters = 20

const types = new Set(
  'C A N NA O OA S SA Se P F Cl Br I H HD Mg Mn Zn Ca Fe Si Cu Na K Hg Co U Cd Ni'.split(' '),
)

/**
 * The atoms of a receptor in PDBQT, for which Vina gives scores that mean something.
 * @throws ReceptorError for one that is empty, a ligand, without polar hydrogens, or with crystal waters
 */
export function receptorAtoms(pdbqt: string, name: string): readonly FileAtom[] {
  const atoms = readAtoms(pdbqt)
  const fault = faultOf(pdbqt, atoms)
  if (fault) throw new ReceptorError(`The receptor ${name} ${fault}`)
  return atoms
}

function faultOf(pdbqt: string, atoms: readonly FileAtom[]): string | undefined {
  if (atoms.length === 0) return 'holds no atoms'
  const tag = /^(ROOT|BRANCH|TORSDOF|MODEL)\b/m.exec(pdbqt)
  if (tag) return `has the line ${tag[1]}: it was written as a ligand or holds several models`
  const lost = atoms.find(({ position }) => !position.every(Number.isFinite))
  if (lost) return `has an atom without coordinates: ${lost.line}`
  const unknown = atoms.find(({ type }) => !types.has(type))
  if (unknown) return `has an atom of the unknown type ${JSON.stringify(unknown.type)}: ${unknown.line}`
  if (!atoms.some(({ type }) => type === 'HD')) return 'has no polar hydrogens (type HD): add hydrogens to it'
  const wet = new Set(
    atoms.filter(({ residue }) => waters.has(residue)).map(({ line }) => line.slice(17, 27)),
  )
  return wet.size > structuralWaters ? `has ${wet.size} water molecules: remove them` : undefined
}
