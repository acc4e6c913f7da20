import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import {
  fakeVina,
  hasPrograms,
  reference,
  referenceText,
  targetFolder,
  targetNamed,
} from './docking.test.support.ts'
import { BoxError, DockingError, ReceptorError } from './errors.ts'
import { dockingPool } from './pool.ts'
import type { Box } from './receptor/box.ts'
import { receptorFromPdbqt, type Receptor } from './receptor/receptor.ts'
import { vina } from './vina.ts'
import { sample127 } from './vina/samples.test.support.ts'

const hasAll = hasPrograms && reference !== undefined && targetFolder !== undefined

describe.skipIf(!hasAll)('check 9: what Vina would score without a word is refused', () => {
  let receptor: Receptor
  let box: Box
  let benzene: string
  const folder = mkdtempSync(join(tmpdir(), 'textgrad-test-'))
  beforeAll(async () => {
    ;({ receptor, box } = await targetNamed('PPARA'))
    benzene = referenceText('ligands/lig15.pdbqt')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('receptors that are empty, bare, wet, flexible or of unknown atoms', () => {
    const { pdbqt } = receptor
    const water = (number: number) =>
      `ATOM   9999  O   HOH A ${number}      15.000  39.000  27.000  1.00  0.00     0.000 OA\n`
    const waters = Array.from({ length: 277 }, (_, index) => water(index + 100)).join('')
    const faults: [string, RegExp][] = [
      ['', /holds no atoms/],
      ['REMARK nothing\n', /holds no atoms/],
      [pdbqt.replaceAll(/^.*HD *\n/gm, ''), /no polar hydrogens/],
      [pdbqt + waters, /has 277 water molecules/],
      [benzene, /has the line ROOT/],
      [pdbqt.replace('OA', 'Xx'), /unknown type "Xx"/],
      [pdbqt.replace(/^(ATOM.{26})........(.*)$/m, '$1     nan$2'), /without coordinates/],
    ]
    for (const [text, message] of faults) {
      expect(() => receptorFromPdbqt(text, 'x')).toThrow(ReceptorError)
      expect(() => receptorFromPdbqt(text, 'x')).toThrow(message)
    }
  })

  test('boxes that are no boxes, too large, or not on the receptor', () => {
    const boxes: [Partial<Box>, RegExp][] = [
      [{ size: [0, 20, 20] }, /size_x/],
      [{ size: [20, -20, 20] }, /size_y/],
      [{ size: [20, 20, Number.NaN] }, /size_z/],
      [{ size: [20, 20, 61] }, /1 to 60 Å, not 61/],
      [{ size: [300, 300, 300] }, /size_x/],
      [{ center: [Number.NaN, 0, 0] }, /center_x/],
      [{ center: [0, Number.POSITIVE_INFINITY, 0] }, /center_y/],
      [{ center: [500, 500, 500] }, /Å from the receptor/],
    ]
    for (const [change, message] of boxes) {
      expect(() => vina({ receptor, box: { ...box, ...change } })).toThrow(BoxError)
      expect(() => vina({ receptor, box: { ...box, ...change } })).toThrow(message)
    }
    const edge = Math.max(...receptor.atoms.map(({ position }) => position[0]))
    const [, y, z] = receptor.atoms.find(({ position }) => position[0] === edge)!.position
    const beside = (gap: number) =>
      vina({ receptor, box: { center: [edge + 5 + gap, y, z], size: [10, 10, 10] } })
    expect(() => beside(8.1)).toThrow(/8\.1 Å from the receptor/)
    expect(beside(7.9).box.size).toEqual([10, 10, 10])
  })

  test('settings that are none', () => {
    for (const wrong of [
      { exhaustiveness: 0 },
      { seed: 0 },
      { seed: 1.5 },
      { cpu: 0 },
      { timeout: -1 },
      { modes: 0 },
      { cpu: 3, pool: dockingPool({ cores: 2 }) },
    ])
      expect(() => vina({ receptor, box, ...wrong })).toThrow(RangeError)
  })

  test('ligands of hydrogen, without places, of several molecules, of unknown atoms, cut off', async () => {
    await using program = vina({ receptor, box, executable: await fakeVina(folder, 'sleep 60') })
    const place = /^(ATOM.{24}) .{24}/gm
    const faults: [string, RegExp][] = [
      [benzene.replaceAll(/A $/gm, 'HD'), /hydrogen atoms only/],
      [benzene.replaceAll(place, '$1     0.000   0.000   0.000'), /in the same place/],
      [benzene.replace(/-0\.905/, '   nan'), /has no coordinates/],
      [benzene + benzene, /2 roots/],
      [benzene.replaceAll(/ -1\.371| -0\.466/g, '80.000 '.slice(0, 7)), /bonded to none|no coordinates/],
      [benzene.replace(/A $/m, 'Pt'), /type "Pt"/],
      [benzene.replace(/A $/m, 'B '), /type "B"/],
      [benzene.replace(/^TORSDOF.*$/m, ''), /cut off/],
      [benzene.replace('ENDROOT', ''), /ROOT/],
      ['', /no ROOT/],
      ['ROOT\nENDROOT\nTORSDOF 0\n', /no atoms/],
      [benzene.replace('TORSDOF', 'BRANCH 1 2\nTORSDOF'), /leaves a branch open/],
    ]
    for (const [text, message] of faults) {
      const error = await program.dockPdbqt(text).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(DockingError)
      expect((error as DockingError).message).toMatch(message)
      expect((error as DockingError).stage).toBe('ligand')
    }
  })

  test('scores that are positive, or next to nothing for a molecule of six atoms', async () => {
    const pose = (score: string) => `MODEL 1\nREMARK VINA RESULT: ${score} 0.000 0.000\n${benzene}ENDMDL\n`
    for (const [score, message] of [
      ['9804490.000', /does not fit/],
      ['0.300', /does not fit/],
      ['-0.014', /touches nothing/],
      ['0.000', /touches nothing/],
    ] as const) {
      const executable = await fakeVina(folder, `cat > "$out" <<'END'\n${pose(score)}END`)
      await using program = vina({ receptor, box, executable })
      const error = await program.dockPdbqt(benzene).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(DockingError)
      expect(error).toMatchObject({ stage: 'pose', message: expect.stringMatching(message) })
    }
  })

  test('a box of 2 Å, with the real Vina', { timeout: 120_000 }, async () => {
    await using program = vina({ receptor, box: { ...box, size: [2, 2, 2] }, exhaustiveness: 1 })
    await expect(program.dockPdbqt(benzene)).rejects.toThrow(/does not fit into the box/)
  })

  test('SMILES that are commands are inert', async () => {
    await using program = vina({
      receptor,
      box,
      executable: await fakeVina(folder, `cp ${folder}/none "$out"`),
    })
    const marks = ['touched-1', 'touched-2', 'touched-3'].map((name) => join(folder, name))
    const commands = [
      `$(touch ${marks[0]})`,
      `C; touch ${marks[1]}`,
      `C\`touch ${marks[2]}\``,
      `C' || "`,
      '-h',
      '--gen3d',
    ]
    for (const smiles of commands) {
      const error = await program.dock(smiles).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(Error)
    }
    expect(marks.filter((mark) => existsSync(mark))).toEqual([])
  })

  test('a pose that is another molecule', async () => {
    const executable = await fakeVina(folder, `cat > "$out" <<'END'\n${sample127}END`)
    const longer = await fakeVina(
      folder,
      `cat > "$out" <<'END'\n${sample127.replaceAll('16.610', '16.710')}END`,
    )
    await using program = vina({ receptor, box, executable })
    await using other = vina({ receptor, box, executable: longer })
    await expect(program.dock('c1ccccc1')).rejects.toMatchObject({
      stage: 'pose',
      reason: 'pose 1 has other atoms than the molecule',
    })
    await expect(other.dock('CO')).rejects.toMatchObject({
      reason: expect.stringMatching(/another bond length/),
    })
    expect((await program.dock('CO')).score).toBe(-13.234)
  })
})
