import { contentCache, tempDir } from '@textgrad/host'
import { requireProgram } from '@textgrad/host/testing'
import { afterAll, describe, expect, test } from 'vitest'

import { hasPrograms } from '../docking.test.support.ts'
import { readAtoms } from '../pdbqt.ts'
import { areFaithful } from './faithful.test.support.ts'
import { ligandPreparation, type PrepareOptions } from './preparation.ts'

const hasPython = requireProgram('python3-rdkit')

describe.skipIf(!hasPrograms)('ligand preparation (needs obabel and vina)', () => {
  const preparation = ligandPreparation({ threads: 2 })
  afterAll(() => preparation[Symbol.asyncDispose]())
  const prepare = async (smiles: string) => (await preparation.prepare(smiles))[0]!

  test('protonates, leaves salts out and says so', async () => {
    const states: [string, string, string?][] = [
      ['CC(=O)O', 'CC(=O)[O-]'],
      ['CCN', 'CC[NH3+]'],
      ['NC(=N)NCC', 'CCNC(N)=[NH2+]'],
      ['c1nn[nH]n1', 'c1nn[n-]n1'],
      ['[Na+].CC(=O)[O-].O', 'CC(=O)[O-]', 'left out what comes with it: Na, O'],
      ['[13CH3][2H]', 'C'],
    ]
    for (const [smiles, expected, note] of states) {
      const { smiles: docked, notes } = await prepare(smiles)
      expect([docked, ...notes]).toEqual([expected, ...(note === undefined ? [] : [note])])
    }
    await using plain = ligandPreparation({ pH: 'as-written', obabel: 'no-such-program', threads: 1 })
    expect((await plain.prepare('CC(=O)O'))[0]!.smiles).toBe('CC(=O)O')
  })

  test('prepares once what several ask for at the same time, and goes on when one of them leaves', async () => {
    let made = 0
    const onCore: PrepareOptions['onCore'] = (work) => {
      made += 1
      return work()
    }
    const leaves = new AbortController()
    const asked = [leaves.signal, undefined, undefined].map((signal) =>
      preparation.prepare('CCCCCCO', { onCore, signal }),
    )
    leaves.abort('no more')
    await expect(asked[0]).rejects.toBe('no more')
    const [one, other] = await Promise.all(asked.slice(1))
    expect(other).toBe(one)
    expect(made).toBe(1)
  })

  test.skipIf(!hasPython)('keeps configurations, and tries those that are left open when asked', async () => {
    for (const smiles of [
      'C[C@H](F)Cl',
      'C[C@@H](F)Cl',
      'F/C=C/Cl',
      'F/C=C\\Cl',
      'C[S@](=O)CC',
      'C[S@@](=O)CC',
    ]) {
      const ligand = await prepare(smiles)
      expect(areFaithful([{ smiles, ligand }])).toEqual([true])
      expect(ligand.notes).toEqual([])
    }
    const { smiles: lactate } = await prepare('C[C@H](O)C(=O)[O-]')
    expect((await prepare('[Na+].C[C@H](O)C(=O)[O-]')).smiles).toBe(lactate)
    expect((await prepare('C[C@@H](O)C(=O)[O-].[Na+]')).smiles).not.toBe(lactate)
    expect((await prepare('CC(F)Cl')).notes).toEqual([
      'its SMILES leaves 1 stereocentre open: one stereoisomer of any was docked',
    ])
    const forms = async (smiles: string) =>
      (await preparation.prepare(smiles, { isomers: 8 })).map((form) => form.smiles)
    expect((await forms('CC(F)C(Cl)C=CC')).length).toBe(8)
    expect((await forms('CC(F)C(F)C')).length).toBe(3)
    expect(await forms('C[C@H](F)Cl')).toHaveLength(1)
    // A bridge can close in one way only.
    expect((await forms('CC12CCC(C1)C2O')).length).toBeGreaterThanOrEqual(1)
  })

  test('makes tautomers when asked: as written first, and none that charges make the same', async () => {
    const forms = async (smiles: string, options: PrepareOptions = { tautomers: 8 }) =>
      (await preparation.prepare(smiles, options)).map((form) => form.smiles)
    const hydroxy = await forms('Oc1ccccn1')
    expect(hydroxy).toHaveLength(2)
    expect(hydroxy[0]).toBe((await prepare('Oc1ccccn1')).smiles)
    expect(hydroxy[1]).toBe((await prepare('O=c1cccc[nH]1')).smiles)
    expect((await forms('O=c1cccc[nH]1')).toSorted()).toEqual(hydroxy.toSorted())
    // Hydroxypyridine, azoles on their own and on benzene, across the ring, and a thiolactam.
    for (const [smiles, count] of [
      ['Oc1ccncc1', 2],
      ['Cc1cnc[nH]1', 2],
      ['c1ccc2[nH]ncc2c1', 2],
      ['c1ccc2[nH]nnc2c1', 2],
      ['Oc1ccnc2ccccc12', 2],
      ['S=c1[nH]cccc1', 2],
      // A tetrazole has no hydrogen left at this pH.
      ['Cc1nn[nH]n1', 1],
      ['CC(=O)NC', 1],
      ['O=C1CCCN1', 1],
      ['Nc1ccccn1', 1],
      ['Oc1ccccc1', 1],
      ['CC(=O)CC(C)=O', 1],
    ] as const)
      expect([smiles, (await forms(smiles)).length]).toEqual([smiles, count])
    expect(await forms('O=c1[nH]cnc2[nH]cnc12')).toHaveLength(8)
    const open = await preparation.prepare('CC(O)c1cnc[nH]1', { isomers: 2, tautomers: 2 })
    expect(open).toHaveLength(4)
    expect(open[0]!.notes).toEqual([
      'its SMILES leaves 1 stereocentre open: 2 of 2 stereoisomers were tried',
      '2 tautomers of it were tried',
    ])
    expect(open[3]!.atoms.slice(0, 8).map(({ origin }) => origin)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })

  test('keeps amides and esters in their usual form, and does not turn them', async () => {
    const { pdbqt, torsions } = await prepare('CC(=O)Nc1ccccc1')
    expect(torsions).toBe(1)
    const places = Object.fromEntries(readAtoms(pdbqt).map(({ type, position }) => [type, position]))
    const [oxygen, hydrogen] = [places['OA']!, places['HD']!]
    // Opposite: they are more than 3 Å apart.
    expect(Math.hypot(...oxygen.map((value, k) => value - hydrogen[k]!))).toBeGreaterThan(3)
    const counts = async (smiles: string) => (await prepare(smiles)).torsions
    expect(await counts('CCCC')).toBe(1)
    expect(await counts('CCOC(=O)CC')).toBe(3)
    expect(await counts('c1ccccc1C#Cc1ccccc1')).toBe(1)
    expect(await counts('CC#N')).toBe(0)
    expect(await counts('C1CCCCC1')).toBe(0)
  })

  test('types atoms as AutoDock does', async () => {
    const types = async (smiles: string) =>
      readAtoms((await prepare(smiles)).pdbqt)
        .map(({ type }) => type)
        .toSorted()
        .join(' ')
    expect(await types('c1ccncc1')).toBe('A A A A A NA')
    expect(await types('c1cc[nH]c1')).toBe('A A A A HD N')
    expect(await types('CC(=O)NC')).toBe('C C C HD N OA')
    expect(await types('CSC')).toBe('C C SA')
    expect(await types('NS(=O)(=O)C')).toBe('C HD HD N OA OA S')
    expect(await types('FC(Cl)(Br)I')).toBe('Br C Cl F I')
    expect(await types('CP(=O)(OC)OC')).toBe('C C C OA OA OA P')
  })

  test('keeps what it has made from run to run', async () => {
    await using folder = await tempDir()
    const cache = contentCache(folder.path)
    await using first = ligandPreparation({ cache, threads: 1 })
    const made = await first.prepare('CCO')
    expect((await cache.stat()).entries).toBe(1)
    await using second = ligandPreparation({ cache, threads: 1 })
    expect(await second.prepare('CCO')).toEqual(made)
    await using other = ligandPreparation({ cache, threads: 1, seed: 2 })
    expect(await other.prepare('CCO')).not.toEqual(made)
  })

  test(
    'a molecule that takes too long, and an abort, take nothing else along',
    { timeout: 60_000 },
    async () => {
      await using hasty = ligandPreparation({ threads: 1, deadline: 5000 })
      await hasty.prepare('CCC')
      const slow = hasty.prepare('C'.repeat(118))
      await expect(slow).rejects.toMatchObject({
        stage: 'conformer',
        reason: 'placing its atoms took too long',
      })
      expect((await hasty.prepare('C'))[0]!.smiles).toBe('C')
      const aborted = preparation.prepare('C'.repeat(90), { signal: AbortSignal.timeout(50) })
      await expect(aborted).rejects.toMatchObject({ name: 'TimeoutError' })
      expect((await prepare('CC'))?.smiles).toBe('CC')
    },
  )

  test('a caller’s mistake is told', async () => {
    expect(() => ligandPreparation({ pH: 15 })).toThrow(RangeError)
    await expect(preparation.prepare('C', { isomers: 9 })).rejects.toThrow(RangeError)
    await expect(preparation.prepare('C', { tautomers: 0 })).rejects.toThrow(/tautomers must be/)
  })
})
