import { spawnGroup, tempDir, type TempDir } from '@textgrad/host'
import { requireProgram } from '@textgrad/host/testing'
import { afterAll, describe, expect, test } from 'vitest'

import { hasPrograms, reference, referenceText } from '../docking.test.support.ts'
import { DockingError } from '../errors.ts'
import { ligandFault } from './check.ts'
import { areFaithful } from './faithful.test.support.ts'
import { ligandPreparation } from './preparation.ts'

const hasPython = requireProgram('python3-rdkit')

describe.skipIf(!hasPrograms)('prepared ligands (needs obabel and vina)', () => {
  const preparation = ligandPreparation({ threads: 2 })
  afterAll(() => preparation[Symbol.asyncDispose]())
  const prepare = async (smiles: string) => (await preparation.prepare(smiles))[0]!

  test.skipIf(reference === undefined || !hasPython)(
    'check 10: of 100 molecules 99 and more are valid, and Vina reads them',
    { timeout: 600_000 },
    async () => {
      const all = JSON.parse(referenceText('prep_molecules.json')) as [string, string][]
      const smiles = all.map(([, one]) => one)
      const ligands = await Promise.all(smiles.map(prepare))
      expect(ligands).toHaveLength(100)
      const verdicts = areFaithful(ligands.map((ligand, index) => ({ smiles: smiles[index]!, ligand })))
      expect(verdicts.filter((verdict) => verdict).length).toBeGreaterThanOrEqual(99)
      await using folder = await tempDir()
      const unread: string[] = []
      for (const [index, { pdbqt, smiles: docked }] of ligands.entries()) {
        // Half a second each: `npm run bench -- docking` asks it of all.
        const isAsked = index % 5 === 0
        if (ligandFault(pdbqt) !== undefined || (isAsked && !(await vinaReads(folder, pdbqt))))
          unread.push(docked)
      }
      expect(unread.length).toBeLessThanOrEqual(1)
      // Other workers, another order: the same bytes.
      await using again = ligandPreparation({ threads: 1 })
      for (const index of [99, 42, 7, 77, 3, 60]) {
        const [ligand] = await again.prepare(smiles[index]!)
        expect(ligand).toEqual(ligands[index])
      }
    },
  )

  test('nasty molecules get a clear verdict each', { timeout: 300_000 }, async () => {
    const peptide = (length: number) => `${'N[C@@H](C)C(=O)'.repeat(length)}O`
    const fine = {
      macrocycle: 'C1CCCCCCCCCCCCCCCCC1',
      erythromycin:
        'CC[C@H]1OC(=O)[C@H](C)[C@@H](O[C@H]2C[C@@](C)(OC)[C@@H](O)[C@H](C)O2)[C@H](C)[C@@H](O[C@@H]2O[C@H](C)C[C@@H]([C@H]2O)N(C)C)[C@](C)(O)C[C@@H](C)C(=O)[C@H](C)[C@@H](O)[C@]1(C)O',
      cubane: 'C12C3C4C1C5C2C3C45',
      propellane: 'OC(=O)C12CC(C1)C2',
      coronene: 'c1cc2ccc3ccc4ccc5ccc6ccc1c7c2c3c4c5c67',
      diyne: 'CC#CC#Cc1ccccc1',
      allene: 'CC=C=CC',
      zwitterion: 'C[N+](C)(C)CC(=O)[O-]',
      peptide: peptide(8),
      hydrate: 'O',
    }
    for (const smiles of Object.values(fine)) {
      const ligand = await prepare(smiles)
      expect(ligandFault(ligand.pdbqt)).toBeUndefined()
      expect(ligand.heavyAtoms).toBeGreaterThan(0)
    }
    const refused: [string, RegExp][] = [
      ['[CH3]', /radical/],
      ['CC[O]', /radical/],
      ['[H][H]', /hydrogen atoms only/],
      ['*CC', /no element/],
      ['[Na+].[Cl-]', /it has Na, for which docking has no parameters/],
      ['Cl[Pt](Cl)(N)N', /it has Pt/],
      ['C[Si](C)(C)C', /it has Si/],
      ['OB(O)c1ccccc1', /it has B,/],
      ['[He]', /it has He/],
      ['C'.repeat(150), /150 heavy atoms; at most 120/],
      [peptide(30), /181 heavy atoms|at most 120/],
      ['c1cccc1', /not a molecule/],
      ['C(C)(C)(C)(C)C', /5 bonds/],
      ['', /empty/],
      ['O=O', /no conformer/],
      ['x'.repeat(30_000), /characters/],
    ]
    for (const [smiles, reason] of refused) {
      const error = await prepare(smiles).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(DockingError)
      expect((error as DockingError).reason).toMatch(reason)
      expect((error as DockingError).molecule).toBe(smiles)
    }
  })
})

async function vinaReads(folder: TempDir, pdbqt: string): Promise<boolean> {
  const atom = 'ATOM      1  C   ALA A   1      99.000  99.000  99.000  1.00  0.00     0.000 C \n'
  const receptor = await folder.write('receptor.pdbqt', atom)
  const ligand = await folder.write('ligand.pdbqt', pdbqt)
  const args = ['--receptor', receptor, '--ligand', ligand, '--score_only', '--autobox', '--cpu', '1']
  return spawnGroup('vina', args).then(
    () => true,
    () => false,
  )
}
