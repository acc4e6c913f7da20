import { covalentRadius, elementOfType } from '../elements.ts'
import { distance, isHydrogenType, readAtoms, type FileAtom } from '../pdbqt.ts'

const types = new Set('C A N NA O OA S SA P F Cl Br I H HD'.split(' '))
const newTypes = new Set('Si G0 G1 G2 G3 CG0 CG1 CG2 CG3 W'.split(' '))
/** Atoms that are closer are in the same place, ångström. */
const samePlace = 0.4
/** How much longer than the sum of covalent radii a bond may be, ångström. */
const bondTolerance = 0.45

/**
 * What is wrong with a ligand in PDBQT, or undefined. Vina ends without a word on some of this, crashes on some, and
 * gives a score for the rest. `family` is that of the Vina that is to read it.
 */
export function ligandFault(pdbqt: string, family: '1.1' | '1.2' = '1.2'): string | undefined {
  const atoms = readAtoms(pdbqt)
  return treeFault(pdbqt) ?? atomFault(atoms, family) ?? placeFault(atoms)
}

function treeFault(pdbqt: string): string | undefined {
  const lines = pdbqt.split(/\r?\n/)
  const count = (word: string) => lines.filter((line) => line.trim().split(/\s/)[0] === word).length
  const roots = count('ROOT')
  if (roots > 1) return `its PDBQT has ${roots} roots: a ligand is one molecule`
  if (roots === 0 || count('ENDROOT') !== 1) return 'its PDBQT has no ROOT that is closed by an ENDROOT'
  if (count('TORSDOF') !== 1) return 'its PDBQT is cut off: it must end with TORSDOF'
  return branchFault(lines)
}

function branchFault(lines: readonly string[]): string | undefined {
  const open: string[] = []
  for (const line of lines) {
    const [word = '', ...pair] = line.trim().split(/\s+/)
    if (word === 'BRANCH') open.push(pair.join(' '))
    if (word === 'ENDBRANCH' && open.pop() !== pair.join(' '))
      return `its PDBQT closes another branch: ${line}`
  }
  return open.length > 0 ? `its PDBQT leaves a branch open: ${open[0]}` : undefined
}

function atomFault(atoms: readonly FileAtom[], family: '1.1' | '1.2'): string | undefined {
  const unknown = atoms.find(({ type }) => !types.has(type) && !(family === '1.2' && newTypes.has(type)))
  if (unknown) return `Vina has no parameters for an atom of type ${JSON.stringify(unknown.type)}`
  if (atoms.every(({ type }) => isHydrogenType(type)))
    return atoms.length > 0 ? 'it has hydrogen atoms only' : 'it has no atoms'
  const lost = atoms.find(({ position }) => !position.every(Number.isFinite))
  return lost && `atom ${lost.serial} has no coordinates: ${lost.line.slice(30, 54).trim()}`
}

function placeFault(atoms: readonly FileAtom[]): string | undefined {
  const heavy = atoms.filter(({ type }) => !isHydrogenType(type))
  for (const [index, a] of heavy.entries()) {
    const b = heavy.slice(index + 1).find((other) => distance(a.position, other.position) < samePlace)
    if (b) return `atoms ${a.serial} and ${b.serial} are in the same place: it has no conformer`
  }
  const apart = unconnected(heavy)
  return apart && `atom ${apart.serial} is bonded to none of the others: a ligand is one molecule`
}

/** An atom that no path of bonds, as told by distances, leads to. */
function unconnected(atoms: readonly FileAtom[]): FileAtom | undefined {
  const left = new Set(atoms)
  const reached = atoms.slice(0, 1)
  for (const a of reached) {
    left.delete(a)
    for (const b of left) {
      if (distance(a.position, b.position) > radius(a) + radius(b) + bondTolerance) continue
      reached.push(b)
      left.delete(b)
    }
  }
  return [...left][0]
}

const radius = ({ type }: FileAtom): number => covalentRadius[elementOfType(type)] ?? 0.76
