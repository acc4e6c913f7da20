import { ProcessError } from '@textgrad/host'

import { ReceptorError } from '../errors.ts'
import { distance, isHydrogenType, readAtoms, type FileAtom } from '../pdbqt.ts'
import { runTool, type Tool } from '../tool.ts'
import { proteinIn } from './protein.ts'

export interface PrepareReceptorOptions {
  /** Names of residues marked HETATM that belong to the receptor, such as 'ZN' or 'HEM' (default: none). */
  readonly keep?: readonly string[] | undefined
  /** Where hydrogens are missing, they are added at this pH (default: 7.4). */
  readonly pH?: number | undefined
  /** Open Babel's program (default: obabel, on PATH). */
  readonly obabel?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** Milliseconds; the usual is 100. */
const deadline = 120_000

/**
 * Makes the PDBQT of a plain PDB: see `proteinIn` for what is taken. Open Babel types the atoms, and adds hydrogens if
 * the file has none. Says what was left out or added. Rejects with a ReceptorError where no receptor comes out, and
 * with a ToolError where Open Babel is missing.
 */
export async function prepareReceptor(
  pdb: string,
  name: string,
  { keep = [], pH = 7.4, obabel = 'obabel', signal }: PrepareReceptorOptions = {},
): Promise<{ readonly pdbqt: string; readonly notes: readonly string[] }> {
  const { atoms, notes } = proteinIn(pdb, keep)
  if (atoms.length === 0)
    throw new ReceptorError(`The receptor ${name} holds no atoms of a protein or nucleic acid`)
  const isBare = !atoms.some(isHydrogen)
  const tool: Tool = { program: 'obabel', command: obabel }
  const args = ['-ipdb', '-opdbqt', '-xr', ...(isBare ? ['-p', String(pH)] : [])]
  const input = `${atoms.map(pdbLine).join('\n')}\nEND\n`
  const { stdout } = await runTool(tool, args, { input, deadline, signal }).catch((cause: unknown) => {
    if (!(cause instanceof ProcessError)) throw cause
    throw new ReceptorError(`Open Babel can not prepare the receptor ${name}: ${cause.message}`, { cause })
  })
  const pdbqt = relabelled(stdout, atoms)
  const lost = atoms.filter((atom) => !isHydrogen(atom)).length - heavyIn(pdbqt)
  if (lost !== 0) throw new ReceptorError(`Open Babel lost ${lost} heavy atoms of the receptor ${name}`)
  return { pdbqt, notes: isBare ? [...notes, `added hydrogens at pH ${pH}`] : notes }
}

const isHydrogen = ({ type, name }: FileAtom): boolean =>
  type === 'H' || type === 'D' || (type === '' && /^\d*[HD]/.test(name))

const heavyIn = (pdbqt: string): number => readAtoms(pdbqt).filter(({ type }) => !isHydrogenType(type)).length

/** The atom as the PDB format has it, without its alternate location. */
function pdbLine(atom: FileAtom, index: number): string {
  const serial = String((index + 1) % 100_000).padStart(5)
  const place = atom.position.map((value) => value.toFixed(3).padStart(8)).join('')
  return `${atom.record.padEnd(6)}${serial} ${labels(atom)}   ${place}  1.00  0.00          ${atom.type.padStart(2)}`
}

/** Columns 13 to 27: the names of atom, residue and chain, and the residue's number. */
function labels({ name, residue, chain, number, type }: FileAtom): string {
  const written = name.length < 4 && type.length < 2 ? ` ${name}`.padEnd(4) : name.padEnd(4)
  const insertion = /[A-Za-z]$/.exec(number)?.[0] ?? ' '
  const digits = number.replace(/[A-Za-z]$/, '').padStart(4)
  return `${written} ${residue.padStart(3)} ${chain.padEnd(1)}${digits}${insertion}`
}

/**
 * Open Babel forgets the numbers of residues when it adds hydrogens: they are taken from the atom in the same place, or
 * of a new hydrogen from the one that it is on. Those that it puts on ions are left out.
 */
function relabelled(pdbqt: string, atoms: readonly FileAtom[]): string {
  const known = new Map(atoms.map((atom) => [placeOf(atom), atom]))
  const heavy = atoms.filter((atom) => !isHydrogen(atom))
  const lines = readAtoms(pdbqt).flatMap((atom) => {
    const isBonded = (other: FileAtom) => distance(other.position, atom.position) < longestBond
    const owner = known.get(placeOf(atom)) ?? heavy.find(isBonded)
    if (!owner) return isHydrogenType(atom.type) ? [] : [atom.line]
    const labelled = { ...owner, name: atom.name, type: '' }
    return [`${atom.line.slice(0, 12)}${labels(labelled)}${atom.line.slice(27)}`]
  })
  return `${lines.join('\n')}\n`
}

const placeOf = ({ position }: FileAtom): string => position.map((value) => value.toFixed(3)).join(' ')

/** Between a hydrogen and its atom, ångström. */
const longestBond = 1.5
