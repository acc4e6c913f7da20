import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, describe, expect, test } from 'vitest'

import { hasPrograms, reference, referenceText, targetFolder } from '../docking.test.support.ts'
import { BoxError, ReceptorError } from '../errors.ts'
import { readAtoms } from '../pdbqt.ts'
import { box, boxAroundLigand, boxAroundResidues, checkBox, readBox } from './box.ts'
import { dockstring } from './dockstring.ts'
import { readReceptor, receptorFromPdb } from './receptor.ts'
import { readTarget, targetsIn } from './targets.ts'

const folder = mkdtempSync(join(tmpdir(), 'textgrad-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Alanine and glycine with all that comes along in crystal structures; no hydrogens. */
const crystal = `MODEL        1
ATOM      1  N   ALA A   9A     11.104   6.134  -6.504  1.00  0.00           N
ATOM      2  CA AALA A   9A     11.639   6.071  -5.147  0.40  0.00           C
ATOM      3  CA BALA A   9A     11.700   6.000  -5.100  0.60  0.00           C
ATOM      4  C   ALA A   9A     10.543   6.296  -4.107  1.00  0.00           C
ATOM      5  O   ALA A   9A      9.380   6.564  -4.422  1.00  0.00           O
HETATM    6  N   MSE A  10      10.881   6.176  -2.821  1.00  0.00           N
HETATM    7  CA  MSE A  10       9.906   6.382  -1.757  1.00  0.00           C
HETATM    8  C   MSE A  10      10.517   6.220  -0.372  1.00  0.00           C
HETATM    9  O   MSE A  10      11.690   5.900  -0.200  1.00  0.00           O
HETATM   10  CB  MSE A  10       8.740   5.400  -1.900  1.00  0.00           C
HETATM   11  CG  MSE A  10       7.640   5.600  -0.870  1.00  0.00           C
HETATM   12 SE   MSE A  10       6.130   4.400  -1.100  1.00  0.00          SE
HETATM   13  CE  MSE A  10       5.100   5.000   0.430  1.00  0.00           C
TER
HETATM   14 ZN    ZN A 201       2.000   2.000   2.000  1.00  0.00          ZN
HETATM   15  C1  LIG A 202       1.000   9.000   1.000  1.00  0.00           C
HETATM   16  O   HOH A 301      20.000  20.000  20.000  1.00  0.00           O
HETATM   17  O   HOH A 302      21.000  20.000  23.000  1.00  0.00           O
ENDMDL
MODEL        2
ATOM      1  N   ALA A   9A     11.104   6.134  -6.504  1.00  0.00           N
ENDMDL
`

describe.skipIf(!hasPrograms)('receptors from PDB files (needs obabel)', () => {
  test('keep what belongs to them, get hydrogens, and tell what was left out', async () => {
    const receptor = await receptorFromPdb(crystal, 'crystal')
    expect(receptor.notes).toEqual([
      'took the first of 2 models',
      'took one of several locations of 1 residues',
      'left out 2 water molecules and A:ZN 201, A:LIG 202',
      'took selenomethionine as methionine',
      'added hydrogens at pH 7.4',
    ])
    const heavy = receptor.atoms.filter(({ type }) => type !== 'HD')
    expect(heavy).toHaveLength(12)
    expect(heavy.map(({ name }) => name)).toContain('SD')
    expect(heavy.find(({ name, residue }) => name === 'CA' && residue === 'ALA')!.position).toEqual([
      11.7, 6, -5.1,
    ])
    expect(new Set(receptor.atoms.map(({ residue, number }) => `${residue} ${number}`))).toEqual(
      new Set(['ALA 9A', 'MET 10']),
    )
    expect(receptor.atoms.filter(({ type }) => type === 'HD').length).toBeGreaterThan(0)
    const withZinc = await receptorFromPdb(crystal, 'crystal', { keep: ['ZN'] })
    expect(withZinc.atoms.map(({ type }) => type)).toContain('Zn')
  })

  test.skipIf(reference === undefined)('give what the reference receptor of 1IEP gives', async () => {
    const made = await readReceptor(join(reference!, '1iep/receptor.pdb'))
    const known = await readReceptor(join(reference!, '1iep/receptor.pdbqt'))
    const places = ({ atoms }: typeof made) =>
      atoms.map(({ position, type }) => `${position.join(' ')} ${type === 'HD'}`).toSorted()
    expect(places(made)).toEqual(places(known))
    expect(made.notes).toEqual([])
    // The same without its hydrogens, which are added again; residues keep their numbers.
    const bare = referenceText('1iep/receptor.pdb')
      .split('\n')
      .filter((line) => !line.slice(76, 78).includes('H'))
      .join('\n')
    const added = await receptorFromPdb(bare, 'bare')
    expect(added.notes).toEqual(['added hydrogens at pH 7.4'])
    const numbers = (atoms: typeof made.atoms) => new Set(atoms.map(({ number }) => number))
    expect(numbers(added.atoms)).toEqual(numbers(made.atoms))
    expect(added.atoms.filter(({ type }) => type === 'HD').length).toBeGreaterThan(450)
  })

  test('that are none are told, with their name', async () => {
    await expect(receptorFromPdb('', 'empty')).rejects.toThrow(/The receptor empty holds no atoms/)
    const water = crystal
      .split('\n')
      .filter((line) => line.includes('HOH'))
      .join('\n')
    await expect(receptorFromPdb(water, 'wet')).rejects.toThrow(ReceptorError)
    await expect(readReceptor(join(folder, 'none.pdb'))).rejects.toThrow(ReceptorError)
    await expect(readReceptor('protein.cif')).rejects.toThrow(/must be a \.pdbqt, \.pdb or \.ent file/)
  })
})

describe('boxes', () => {
  const receptor = crystal.slice(0, crystal.indexOf('ENDMDL'))
  const known = { center: [1, 2, 3], size: [20, 22, 24] } as const

  test('are given by numbers, or read from a configuration of Vina', () => {
    expect(box(known)).toEqual(known)
    const config = 'center_x = 1\ncenter_y=2\n center_z =  3\n\nsize_x = 20.0\nsize_y = 22\nsize_z = 24.000'
    expect(readBox(config)).toEqual(known)
    expect(() => readBox(config.replace('size_y', 'size'))).toThrow(BoxError)
  })

  test('are put around a ligand in any format', () => {
    const pdb = 'HETATM    1  C1  LIG A   1       1.000   2.000   3.000  1.00  0.00           C\n'
    const far = pdb.replace('1.000   2.000   3.000', '5.000   4.000   3.000')
    const expected = { center: [3, 3, 3], size: [20, 18, 16] }
    expect(boxAroundLigand(pdb + far)).toEqual(expected)
    const atom = (x: number, y: number) => `    ${x}.0000    ${y}.0000    3.0000 C   0  0`
    const molfile = `\n\n\n  2  0  0  0  0  0  0  0  0  0999 V2000\n${atom(1, 2)}\n${atom(5, 4)}\nM  END\n`
    expect(boxAroundLigand(molfile)).toEqual(expected)
    for (const nothing of ['', 'CCO', '\n\n\n  0  0  0 V2000\nM  END'])
      expect(() => boxAroundLigand(nothing)).toThrow(BoxError)
  })

  test('are put around residues', () => {
    expect(boxAroundResidues(receptor, ['201'], 10)).toEqual({ center: [2, 2, 2], size: [20, 20, 20] })
    for (const name of ['9A', 'A:9A', 'ALA 9A', 'A:ALA 9A'])
      expect(boxAroundResidues(receptor, [name, 'LIG 202'])).toMatchObject({ size: [20.7, 13, 17.504] })
    expect(() => boxAroundResidues(receptor, ['B:9A'])).toThrow(/no residue "B:9A"/)
    expect(() => boxAroundResidues(receptor, [])).toThrow(BoxError)
  })

  test('that miss the receptor are refused', () => {
    const atoms = readAtoms(receptor)
    expect(() => checkBox(box({ center: [10, 6, -4], size: [10, 10, 10] }), atoms)).not.toThrow()
    expect(() => checkBox(box({ center: [60, 6, -4], size: [10, 10, 10] }), atoms)).toThrow(BoxError)
  })
})

describe('targets', () => {
  test('DOCKSTRING is 58 targets in 116 files', () => {
    const { files } = dockstring
    expect(files).toHaveLength(116)
    expect(new Set(files.map(({ url }) => url)).size).toBe(116)
    expect(files.every(({ sha256, bytes }) => /^[\da-f]{64}$/.test(sha256) && bytes > 0)).toBe(true)
    expect(files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(13e6)
  })

  test.skipIf(targetFolder === undefined)('in a folder are found and read', async () => {
    const manifest = JSON.parse(readFileSync(join(targetFolder!, 'manifest.json'), 'utf8')) as {
      files: { file: string; bytes: number; sha256: string }[]
    }
    const told = dockstring.files.map(({ url, bytes, sha256 }) => ({
      file: url.split('/').at(-1),
      bytes,
      sha256,
    }))
    expect(told).toEqual(
      expect.arrayContaining(manifest.files.map(({ file, bytes, sha256 }) => ({ file, bytes, sha256 }))),
    )
    const targets = await targetsIn(targetFolder!)
    expect(targets.map(({ name }) => name)).toContain('PPARA')
    for (const target of targets) {
      const { receptor, box: given } = await readTarget(target)
      expect(receptor.name).toBe(target.name)
      expect(() => checkBox(given, receptor.atoms)).not.toThrow()
    }
  })

  test('a receptor without a box is none; a folder that is missing is told', async () => {
    writeFileSync(join(folder, 'MINE_target.pdb'), crystal)
    expect(await targetsIn(folder)).toEqual([])
    writeFileSync(join(folder, 'MINE_conf.txt'), 'center_x = 1')
    const [target] = await targetsIn(folder)
    expect(target).toMatchObject({ name: 'MINE', receptor: join(folder, 'MINE_target.pdb') })
    await expect(targetsIn(join(folder, 'none'))).rejects.toThrow(TypeError)
    expect(existsSync(folder)).toBe(true)
  })
})
