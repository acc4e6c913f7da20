import { describe, expect, test } from 'vitest'

import { contactsOf } from './contacts.ts'
import { readAtoms } from './pdbqt.ts'

const atom = (
  name: string,
  residue: string,
  place: readonly [number, number, number],
  type: string,
): string => {
  const [x, y, z] = place.map((value) => value.toFixed(3).padStart(8))
  return `ATOM      1  ${name.padEnd(3)} ${residue}    ${x}${y}${z}  1.00  0.00     0.000 ${type}`
}
const receptor = (...lines: string[]) => readAtoms(lines.join('\n'))
const pose = (...lines: string[]) =>
  readAtoms(lines.join('\n')).map((one, index) => ({ ...one, origin: index + 10 }))

describe('contacts of a pose', () => {
  test('tell residues within 4 Å, and atoms that touch nothing', () => {
    const found = contactsOf(
      pose(atom('C', 'LIG     1', [0, 0, 0], 'C'), atom('C', 'LIG     1', [9, 0, 0], 'C')),
      receptor(
        atom('CB', 'ALA A  12', [0, 3.8, 0], 'C'),
        atom('CA', 'ALA A  12', [0, 3.9, 0.5], 'C'),
        atom('CG', 'LEU A  13', [0, 0, 3.6], 'C'),
        atom('CG', 'LEU A  14', [0, 0, -4.1], 'C'),
      ),
    )
    expect(found.residues).toEqual([
      { residue: 'A:LEU 13', distance: 3.6, atoms: [10] },
      { residue: 'A:ALA 12', distance: 3.8, atoms: [10] },
    ])
    expect(found.exposed).toEqual([11])
    expect(found).toMatchObject({ hydrogenBonds: [], clashes: [] })
  })

  test('tell hydrogen bonds either way, where a hydrogen points there or can turn', () => {
    const amide = [atom('N', 'LIG     1', [0, 0, 0], 'N'), atom('H', 'LIG     1', [1, 0, 0], 'HD')]
    const toward = contactsOf(pose(...amide), receptor(atom('OD1', 'ASP A   5', [2.9, 0, 0], 'OA')))
    expect(toward.hydrogenBonds).toEqual([
      { atom: 10, element: 'N', residue: 'A:ASP 5', partner: 'OD1', distance: 2.9, donor: 'ligand' },
    ])
    const away = contactsOf(pose(...amide), receptor(atom('OD1', 'ASP A   5', [-2.9, 0, 0], 'OA')))
    expect(away.hydrogenBonds).toEqual([])
    const serine = [atom('OG', 'SER A   6', [2.9, 0, 0], 'OA'), atom('HG', 'SER A   6', [3.9, 0, 0], 'HD')]
    const turned = contactsOf(pose(atom('O', 'LIG     1', [0, 0, 0], 'OA')), receptor(...serine))
    expect(turned.hydrogenBonds[0]).toMatchObject({ atom: 10, residue: 'A:SER 6', donor: 'receptor' })
    const far = contactsOf(pose(...amide), receptor(atom('OD1', 'ASP A   5', [3.6, 0, 0], 'OA')))
    expect(far.hydrogenBonds).toEqual([])
  })

  test('tell clashes; hydrogen bonds and metals may be close', () => {
    const near = (type: string, distance: number) =>
      contactsOf(
        pose(atom('O', 'LIG     1', [0, 0, 0], 'OA'), atom('H', 'LIG     1', [0.9, 0, 0], 'HD')),
        receptor(atom('X', 'ABC A   7', [distance, 0, 0], type)),
      ).clashes
    expect(near('C', 2.8)).toMatchObject([
      { atom: 10, element: 'O', residue: 'A:ABC 7', partner: 'X', distance: 2.8 },
    ])
    expect(near('C', 3)).toEqual([])
    expect(near('OA', 2.6)).toEqual([])
    expect(near('OA', 2.2)).toHaveLength(1)
    expect(near('Zn', 2)).toEqual([])
  })
})
