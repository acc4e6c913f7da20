import { BoxError } from '../errors.ts'
import { distance, readAtoms, residueName, type FileAtom, type Point } from '../pdbqt.ts'

/** Where poses are looked for, ångström. */
export interface Box {
  readonly center: Point
  /** Lengths of its sides. */
  readonly size: Point
}

/** Vina takes minutes or hangs for larger boxes, ångström. */
const longestSide = 60
/** No atom fits into less, ångström. */
const shortestSide = 1
/** A box this far from every atom of the receptor scores nothing, ångström. */
const farthest = 8

/**
 * A box by numbers, in ångström.
 * @throws BoxError that names the number and the rule
 */
export function box(given: Box): Box {
  for (const [index, axis] of ['x', 'y', 'z'].entries()) {
    const at = given.center[index]
    const side = given.size[index]
    if (at === undefined || !Number.isFinite(at))
      throw new BoxError(`center_${axis} of the box must be a number, not ${at}`)
    if (side === undefined || !(side >= shortestSide && side <= longestSide)) {
      throw new BoxError(`size_${axis} of the box must be ${shortestSide} to ${longestSide} Å, not ${side}`)
    }
  }
  return { center: given.center, size: given.size }
}

/**
 * The box in a configuration file of Vina (DOCKSTRING's `conf.txt`): lines such as `center_x = 15.2`.
 * @throws BoxError for one that is missing or out of range
 */
export function readBox(config: string): Box {
  const value = (name: string) => Number(new RegExp(`^\\s*${name}\\s*=\\s*(\\S+)`, 'm').exec(config)?.[1])
  const point = (name: string): Point => [value(`${name}_x`), value(`${name}_y`), value(`${name}_z`)]
  return box({ center: point('center'), size: point('size') })
}

/** The box around points, with `padding` ångström on every side. */
function boxAround(points: readonly Point[], padding: number): Box {
  const side = (axis: 0 | 1 | 2) => points.map((point) => point[axis])
  const low = [0, 1, 2].map((axis) => Math.min(...side(axis as 0 | 1 | 2)) - padding)
  const high = [0, 1, 2].map((axis) => Math.max(...side(axis as 0 | 1 | 2)) + padding)
  const map = (of: (a: number, b: number) => number) =>
    low.map((from, axis) => Number(of(from, high[axis]!).toFixed(3))) as unknown as Point
  return box({ center: map((from, to) => (from + to) / 2), size: map((from, to) => to - from) })
}

/**
 * The box around a ligand in its place: the text of a molfile, an SDF (its first molecule), a PDB or a PDBQT.
 * @throws BoxError where it holds no coordinates
 */
export function boxAroundLigand(text: string, padding = 8): Box {
  const points = ligandPoints(text)
  if (points.length > 0 && points.flat().every(Number.isFinite)) return boxAround(points, padding)
  throw new BoxError('the ligand for the box holds no coordinates; expected a molfile, SDF, PDB or PDBQT')
}

/**
 * The box around residues of a receptor, each as '315', 'A:315' or 'THR 315'.
 * @throws BoxError for a residue that is not there
 */
export function boxAroundResidues(receptor: string, residues: readonly string[], padding = 5): Box {
  const atoms = readAtoms(receptor)
  const points = residues.flatMap((wanted) => {
    const found = atoms.filter((atom) => isResidue(atom, wanted))
    if (found.length > 0) return found.map(({ position }) => position)
    throw new BoxError(
      `the receptor has no residue ${JSON.stringify(wanted)}; write '315', 'A:315' or 'THR 315'`,
    )
  })
  if (points.length === 0) throw new BoxError('a box around residues needs at least one')
  return boxAround(points, padding)
}

/** Throws BoxError for a box that is not on the receptor: Vina gives scores near 0 there. */
export function checkBox({ center, size }: Box, atoms: readonly FileAtom[]): void {
  let least = Infinity
  for (const { position } of atoms) {
    const nearest = position.map((at, axis) => {
      const half = size[axis]! / 2
      return Math.min(Math.max(at, center[axis]! - half), center[axis]! + half)
    }) as unknown as Point
    least = Math.min(least, distance(position, nearest))
  }
  if (least <= farthest) return
  throw new BoxError(
    `the box around (${center.join(', ')}) is ${least.toFixed(1)} Å from the receptor; at most ${farthest} Å make sense`,
  )
}

function isResidue(atom: FileAtom, wanted: string): boolean {
  const { chain, number, residue } = atom
  return [number, `${chain}:${number}`, `${residue} ${number}`, residueName(atom)].includes(wanted.trim())
}

function ligandPoints(text: string): Point[] {
  const atoms = readAtoms(text)
  if (atoms.length > 0) return atoms.map(({ position }) => position)
  const lines = text.split(/\r?\n/)
  const counts = lines.findIndex((line) => line.includes('V2000'))
  const size = Number(lines[counts]?.slice(0, 3))
  return lines.slice(counts + 1, counts + 1 + (size || 0)).map((line) => {
    const [x, y, z] = [0, 10, 20].map((from) => Number(line.slice(from, from + 10).trim() || Number.NaN))
    return [x!, y!, z!]
  })
}
