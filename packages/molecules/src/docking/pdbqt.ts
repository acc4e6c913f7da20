/** A point in space, ångström. */
export type Point = readonly [number, number, number]

/** An atom of a PDB or PDBQT file. */
export interface FileAtom {
  readonly record: 'ATOM' | 'HETATM'
  readonly serial: number
  readonly name: string
  /** Alternate location; '' for none. */
  readonly altLoc: string
  readonly residue: string
  readonly chain: string
  /** Residue number with its insertion code, such as '100A'. */
  readonly number: string
  readonly position: Point
  readonly occupancy: number
  /** In PDBQT the AutoDock atom type, in PDB the element; '' where it is not told. */
  readonly type: string
  readonly line: string
}

/**
 * The atoms of a file, by the columns of the PDB format (wwPDB, version 3.3). PDBQT has an atom type where PDB has the
 * element, one column further.
 */
export function readAtoms(text: string, format: 'pdb' | 'pdbqt' = 'pdbqt'): FileAtom[] {
  return text
    .split(/\r?\n/)
    .filter((line) => /^(ATOM|HETATM)/.test(line))
    .map((line) => readAtom(line, format))
}

function readAtom(line: string, format: 'pdb' | 'pdbqt'): FileAtom {
  const column = (from: number, to?: number) => line.slice(from, to).trim()
  return {
    record: line.startsWith('HETATM') ? 'HETATM' : 'ATOM',
    serial: Number(column(6, 11)),
    name: column(12, 16),
    altLoc: column(16, 17),
    residue: column(17, 20),
    chain: column(21, 22),
    number: column(22, 27),
    position: [coordinate(line, 30), coordinate(line, 38), coordinate(line, 46)],
    occupancy: Number(column(54, 60) || 1),
    type: format === 'pdb' ? column(76, 78) : column(77),
    line,
  }
}

/** NaN for what is no number. */
function coordinate(line: string, from: number): number {
  const written = line.slice(from, from + 8).trim()
  return written === '' ? Number.NaN : Number(written)
}

/** Whether an AutoDock atom type is hydrogen. */
export const isHydrogenType = (type: string): boolean => type === 'H' || type === 'HD'

/** Distance in ångström. */
export function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
}

/** Names a residue as people do: 'ASP 381', with its chain if it has one: 'A:ASP 381'. */
export function residueName({ chain, residue, number }: FileAtom): string {
  return `${chain === '' ? '' : `${chain}:`}${residue} ${number}`
}
