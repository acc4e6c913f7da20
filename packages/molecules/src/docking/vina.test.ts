import { spawnGroup, tempDir } from '@textgrad/host'
import { describe, expect, test } from 'vitest'

import { hasPrograms, reference, referenceText, targetFolder, targetNamed } from './docking.test.support.ts'
import { distance, isHydrogenType, readAtoms } from './pdbqt.ts'
import { dockingPool } from './pool.ts'
import { readBox } from './receptor/box.ts'
import { receptorFromPdbqt } from './receptor/receptor.ts'
import { vina } from './vina.ts'

interface QuickRun {
  readonly smiles: string
  readonly ligand: string
  readonly target: string
  readonly seed: number
  readonly exhaustiveness: number
  readonly raw: number
  readonly corrected: number
  readonly modes: number
}

interface ReferenceRun {
  readonly target: string
  readonly ligand: string
  readonly seed: number
  readonly exhaustiveness: number
  readonly vina123_cpu1: { readonly cpu_s: number }
  readonly vina127_cpu1: { readonly score: number }
}

const hasAll = hasPrograms && reference !== undefined && targetFolder !== undefined

describe.skipIf(!hasAll)(
  'Vina (needs vina, obabel, ../shared/ref/molecules and ../shared/data/dockstring)',
  () => {
    const pool = dockingPool({ cores: 2 })

    test('docks once what is asked for several times at once, in the order of asking', async () => {
      const own = dockingPool({ cores: 1 })
      await using program = vina({ ...(await targetNamed('ABL1')), exhaustiveness: 1, pool: own })
      const ended: string[] = []
      const dock = async (smiles: string) => {
        const { score } = await program.dock(smiles)
        ended.push(smiles)
        return score
      }
      const scores = await Promise.all(['CCO', 'CCO', 'CO', 'CCO', 'CC'].map(dock))
      expect(program.counts()).toEqual({ dockings: 3, cached: 2 })
      expect(new Set(scores.filter((_, index) => [0, 1, 3].includes(index))).size).toBe(1)
      expect([...new Set(ended)]).toEqual(['CCO', 'CO', 'CC'])
    })

    test('check 7: Vina run by hand prints the same digits', { timeout: 120_000 }, async () => {
      const given = await targetNamed('PPARA')
      const ligand = referenceText('ligands/lig00.pdbqt')
      await using program = vina({ ...given, exhaustiveness: 1, seed: 7, pool })
      const { poses, repaired, score } = await program.dockPdbqt(ligand)
      expect(poses.map(({ printed, rmsdLower, rmsdUpper }) => [printed, rmsdLower, rmsdUpper])).toEqual(
        await byHand(given, ligand, ['--exhaustiveness', '1', '--seed', '7']),
      )
      expect(poses.length).toBeGreaterThan(1)
      expect(repaired).toBe(score !== poses[0]!.printed)
    })

    test(
      'check 7: 20 quick runs print what runs by hand did, and are repaired as those were',
      { timeout: 600_000 },
      async () => {
        const { runs } = JSON.parse(referenceText('dock_quick.json')) as { runs: QuickRun[] }
        const differences = await Promise.all(
          runs.map(async ({ target, ligand, smiles, seed, exhaustiveness, ...expected }) => {
            await using program = vina({ ...(await targetNamed(target)), exhaustiveness, seed, pool })
            const pdbqt = referenceText(`ligands/${ligand}`)
            const { score, poses } = await program.dockPdbqt(pdbqt, { name: smiles })
            expect(poses).toHaveLength(expected.modes)
            expect(poses[0]!.printed).toBe(expected.raw)
            return Math.abs(score - expected.corrected)
          }),
        )
        expect(differences).toHaveLength(20)
        expect(Math.max(...differences)).toBeLessThanOrEqual(0.002)
      },
    )

    // The others of these runs take minutes: `npm run bench -- docking-parity`.
    test('check 7: repaired scores are those of Vina 1.2.7', { timeout: 600_000 }, async () => {
      const all = JSON.parse(referenceText('dock_ref.json')) as ReferenceRun[]
      const runs = all.filter(({ vina123_cpu1: { cpu_s } }) => cpu_s < 5)
      const differences = await Promise.all(
        runs.map(async ({ target, ligand, seed, exhaustiveness, vina127_cpu1 }) => {
          await using program = vina({ ...(await targetNamed(target)), exhaustiveness, seed, pool })
          const { score } = await program.dockPdbqt(referenceText(`ligands/${ligand}`))
          return Math.abs(score - vina127_cpu1.score)
        }),
      )
      expect(differences.length).toBeGreaterThanOrEqual(3)
      expect(Math.max(...differences)).toBeLessThanOrEqual(0.002)
    })

    test('check 8: imatinib goes back to its place in c-Abl (1IEP)', { timeout: 600_000 }, async () => {
      const receptor = receptorFromPdbqt(referenceText('1iep/receptor.pdbqt'), '1IEP')
      const box = readBox(referenceText('1iep/box.txt'))
      await using program = vina({ receptor, box, exhaustiveness: 8, seed: 1, cpu: 2, pool })
      const ligand = referenceText('1iep/ligand.pdbqt')
      const { score, repaired, poses, contacts } = await program.dockPdbqt(ligand, { name: 'imatinib' })
      expect(repaired).toBe(true)
      expect(Math.abs(score - -13.23)).toBeLessThanOrEqual(0.1)
      expect(rmsd(ligand, poses[0]!.pdbqt)).toBeLessThanOrEqual(1.5)
      // What the literature tells of it: Met318, Thr315, Glu286 and Asp381 hold it.
      const held = contacts.hydrogenBonds.map(({ residue }) => residue)
      expect(held).toEqual(expect.arrayContaining(['A:MET 318', 'A:THR 315', 'A:GLU 286', 'A:ASP 381']))
      expect(contacts.clashes).toEqual([])
    })
  },
)

/** Score and RMSDs of each pose in the table that Vina prints. */
async function byHand(
  { receptor, box }: Awaited<ReturnType<typeof targetNamed>>,
  ligand: string,
  settings: readonly string[],
): Promise<number[][]> {
  await using folder = await tempDir()
  const files = [
    ['receptor', await folder.write('receptor.pdbqt', receptor.pdbqt)],
    ['ligand', await folder.write('ligand.pdbqt', ligand)],
    ['out', 'out.pdbqt'],
  ]
  const sides = ['x', 'y', 'z'].flatMap((axis, k) => [
    [`center_${axis}`, String(box.center[k])],
    [`size_${axis}`, String(box.size[k])],
  ])
  const args = [...files, ...sides].flatMap(([name, value]) => [`--${name}`, value!])
  await spawnGroup('vina', [...args, ...settings, '--cpu', '1'], { cwd: folder.path })
  const written = (await folder.read('out.pdbqt'))!
  return [...written.matchAll(/^REMARK VINA RESULT:(.*)$/gm)].map(([, row]) =>
    row!.trim().split(/ +/).map(Number),
  )
}

/** Over heavy atoms, ångström; the crystal's place is that of the ligand's file. */
function rmsd(a: string, b: string): number {
  const [first, second] = [a, b].map((text) => readAtoms(text).filter(({ type }) => !isHydrogenType(type)))
  const squares = first!.map(({ position }, index) => distance(position, second![index]!.position) ** 2)
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length)
}
