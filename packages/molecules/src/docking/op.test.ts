import { budget, BudgetExceeded, memoryJournal, rootCall, variable, type RunEvent } from '@textgrad/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { dockingChecks } from './checks.ts'
import type { DockingProgram } from './docking-program.ts'
import { hasPrograms, reference, targetFolder, targetNamed } from './docking.test.support.ts'
import { DockingError, ToolError } from './errors.ts'
import type { DockingData } from './feedback.ts'
import { docking } from './op.ts'
import { vina } from './vina.ts'

const hasAll = hasPrograms && reference !== undefined && targetFolder !== undefined

describe.skipIf(!hasAll)(
  'the docking op (needs vina, obabel and reference data)',
  { timeout: 120_000 },
  () => {
    let program: DockingProgram
    beforeAll(async () => {
      program = vina({ ...(await targetNamed('PPARA')), exhaustiveness: 1 })
    })
    afterAll(() => program[Symbol.asyncDispose]())
    const molecule = (smiles: string) => variable(smiles, { role: 'a molecule, as SMILES', name: 'smiles' })

    test('tells the score and what the best pose touches, in words and as data', async () => {
      const given = molecule('OC(=O)c1ccccc1')
      const loss = await docking(program)(given)
      expect(loss.render()).toMatch(/^-\d\.\d\d kcal\/mol$/)
      expect(loss.role).toBe('docking score in PPARA')
      await loss.backward()
      const [gradient] = given.gradients
      expect(gradient!.text).toMatch(
        /^OC\(=O\)c1ccccc1 \(docked as .*\) docks into PPARA with a score of -\d\.\d\d kcal\/mol/,
      )
      expect(gradient!.text).toMatch(/differences below 0\.5 are noise/)
      expect(gradient!.text).toMatch(/within 4 Å of [A-Z]{3} \d+ \(\d\.\d Å, atoms \d/)
      const data = gradient!.data as unknown as DockingData
      expect(data).toMatchObject({
        goal: 'docking',
        receptor: 'PPARA',
        unit: 'kcal/mol',
        noise: 0.5,
        score: loss.value.score,
      })
      expect(data.contacts.residues.length).toBeGreaterThan(3)
      expect(
        data.contacts.residues.flatMap(({ atoms }) => atoms).every((atom) => atom >= 0 && atom < 9),
      ).toBe(true)
      expect(loss.value.poses[0]!.sdf).toMatch(/V2000[\s\S]*M {2}CHG[\s\S]*<score_kcal_mol>/)
    })

    test('is kept in the journal: who resumes does not dock again, and pays the same', async () => {
      const journal = memoryJournal()
      const run = async () => {
        const account = budget({ evaluations: 3 })
        const before = program.counts().dockings
        const events: RunEvent[] = []
        const call = rootCall({
          path: 'run',
          journal,
          budget: account,
          emit: (event) => void events.push(event),
        })
        const { value } = await docking(program)(molecule('CCCCC'), call)
        const failed = await docking(program)(molecule('[Na+].[Cl-]'), call)
        return {
          value,
          failed: failed.error?.message,
          spent: account.total(),
          ran: program.counts().dockings - before,
          events,
        }
      }
      const first = await run()
      const second = await run()
      expect(first).toMatchObject({ ran: 1, spent: { evaluations: 1 } })
      expect(first.failed).toMatch(/it has Na, for which docking has no parameters/)
      expect(second).toMatchObject({
        ran: 0,
        spent: { evaluations: 1 },
        value: first.value,
        failed: first.failed,
      })
      expect(second.events.map(({ type }) => type)).toEqual(first.events.map(({ type }) => type))
    })

    test('keeps to the budget', async () => {
      const call = rootCall({ path: 'run', budget: budget({ evaluations: 2 }) })
      const best = await docking(program, { seeds: 2, receptor: 'PPAR alpha' })(molecule('c1ccccc1'), call)
      expect(best.role).toBe('docking score in PPAR alpha')
      expect(best.value.runs.map(({ seed }) => seed)).toEqual([1, 2])
      expect(best.value.score).toBe(Math.min(...best.value.runs.map(({ score }) => score)))
      await expect(docking(program)(molecule('CCO'), call)).rejects.toThrow(BudgetExceeded)
    })

    test('a molecule that can not be docked becomes feedback; a machine that can not, does not', async () => {
      const given = molecule('OB(O)c1ccccc1')
      const loss = await docking(program)(given)
      expect(loss.error?.name).toBe('DockingError')
      await loss.backward()
      expect(given.gradients[0]!.text).toMatch(/it has B, for which docking has no parameters/)
      await using broken = vina({ receptor: program.receptor, box: program.box, executable: 'no-such-vina' })
      await expect(docking(broken)(molecule('CCO'))).rejects.toThrow(ToolError)
    })

    test('is satisfied with the score that is wanted', async () => {
      const [near, far] = [molecule('c1ccccc1'), molecule('c1ccccc1')]
      await (await docking(program, { atMost: -3 })(near)).backward()
      expect(near.gradients.map(({ kind }) => kind)).toEqual(['satisfied'])
      const loss = await docking(program, { atMost: -9 })(far)
      await loss.backward()
      expect(far.gradients[0]!.text).toMatch(/a score of -\d\.\d\d kcal\/mol; at most -9 is wanted/)
      expect(far.gradients[0]!.data).toMatchObject({ by: Number((loss.value.score + 9).toFixed(3)) })
      expect(() => docking(program, { atMost: Number.NaN })).toThrow(RangeError)
    })

    test('what is unusual gets a docking or a reason', async () => {
      const usual = ['O', 'C', 'C1CCCCCCCCCCCCCCCCC1', 'C[N+](C)(C)CC(=O)[O-]', '[Na+].CC(=O)[O-]', 'CC=C=CC']
      const dockings = await Promise.all(usual.map((smiles) => program.dock(smiles)))
      expect(dockings.map(({ score }) => score < 0 && score > -12)).toEqual(usual.map(() => true))
      for (const smiles of ['[CH3]', 'Cl[Pt](Cl)(N)N', '[Fe]', '[H][H]', 'C'.repeat(150), 'c1cccc1'])
        await expect(program.dock(smiles)).rejects.toBeInstanceOf(DockingError)
    })

    test('docks tautomers, and keeps the best', async () => {
      const { docked, runs, score } = await program.dock('Oc1ccccn1', { tautomers: 8, seeds: 2 })
      expect(runs).toHaveLength(4)
      expect(runs.find((run) => run.score === score)!.docked).toBe(docked)
      expect(score).toBe(Math.min(...runs.map((run) => run.score)))
    })

    test('docks stereoisomers that are left open, and keeps the best', async () => {
      const { docked, runs, notes, score } = await program.dock('CC(F)c1ccccc1', { isomers: 8 })
      expect(new Set(runs.map((run) => run.docked)).size).toBe(2)
      expect(runs.find((run) => run.docked === docked)!.score).toBe(score)
      expect(notes).toEqual(['its SMILES leaves 1 stereocentre open: 2 of 2 stereoisomers were tried'])
    })
  },
)

describe('what docking needs on this machine', () => {
  test.skipIf(!hasPrograms)('is found with its version', async () => {
    expect(await dockingChecks()).toEqual([
      { name: 'AutoDock Vina', ok: true, detail: expect.stringMatching(/^version 1\.\d\.\d/) },
      { name: 'Open Babel', ok: true, detail: expect.stringMatching(/^version \d\.\d\.\d/) },
    ])
  })

  test('is told how to install where it is missing', async () => {
    const checks = await dockingChecks({ vina: 'no-such-vina', obabel: 'cat' })
    expect(checks).toMatchObject([
      { ok: false, neededFor: 'docking' },
      { ok: false, neededFor: 'docking' },
    ])
    expect(checks[0]!.detail).toMatch(
      /no-such-vina was not found: install AutoDock Vina \(Debian: apt-get install/,
    )
    expect(checks[1]!.detail).toMatch(
      /cat is no Open Babel.*install Open Babel \(Debian: apt-get install openbabel\)/,
    )
  })
})
