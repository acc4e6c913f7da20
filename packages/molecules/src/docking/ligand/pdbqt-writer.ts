import type { Point } from '../pdbqt.ts'
import { atomTypes } from './atom-type.ts'
import { isHydrogen } from './ligand.ts'
import { neighboursOf, type Skeleton } from './skeleton.ts'
import { rigidParts, type RigidPart } from './torsions.ts'

export interface WrittenLigand {
  readonly pdbqt: string
  /** The atom of each line. */
  readonly order: readonly number[]
  readonly torsions: number
}

/**
 * Writes a ligand for Vina: a tree of rigid parts, with the hydrogens that are not on carbon. Charges are 0: Vina's
 * scoring does not look at them.
 */
export function writeLigand(
  molecule: Pick<Skeleton, 'atoms' | 'bonds'>,
  points: readonly Point[],
): WrittenLigand {
  const types = atomTypes(molecule)
  const neighbours = neighboursOf(molecule)
  const lines: string[] = []
  const order: number[] = []
  const serial = new Map<number, number>()
  let torsions = 0
  const writeAtom = (atom: number) => {
    order.push(atom)
    serial.set(atom, order.length)
    const { element } = molecule.atoms[atom]!
    lines.push(atomLine({ serial: order.length, element, type: types[atom]!, point: points[atom]! }))
  }
  const writePart = ({ atoms, branches }: RigidPart) => {
    for (const atom of atoms) {
      writeAtom(atom)
      const hydrogens = neighbours[atom]!.filter((one) => isHydrogen(molecule.atoms[one]!))
      for (const hydrogen of hydrogens) if (types[hydrogen] === 'HD') writeAtom(hydrogen)
    }
    if (lines[0] === 'ROOT' && !lines.includes('ENDROOT')) lines.push('ENDROOT')
    for (const { from, part } of branches) {
      torsions += 1
      const at = lines.push('') - 1
      writePart(part)
      const ends = `${pad(serial.get(from)!)} ${pad(serial.get(part.atoms[0]!)!)}`
      lines[at] = `BRANCH ${ends}`
      lines.push(`ENDBRANCH ${ends}`)
    }
  }
  lines.push('ROOT')
  writePart(rigidParts(molecule))
  lines.push(`TORSDOF ${torsions}`)
  return { pdbqt: `${lines.join('\n')}\n`, order, torsions }
}

const pad = (serial: number): string => String(serial).padStart(3)

interface AtomLine {
  readonly serial: number
  readonly element: string
  readonly type: string
  readonly point: Point
}

function atomLine({ serial, element, type, point }: AtomLine): string {
  const name = element.length > 1 ? element.padEnd(4) : ` ${element}  `
  const place = point.map((value) => value.toFixed(3).padStart(8)).join('')
  return `ATOM  ${String(serial).padStart(5)} ${name} LIG     1    ${place}  1.00  0.00     0.000 ${type.padEnd(2)}`
}
