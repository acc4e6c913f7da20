import { dockingPool, ligandPreparation, readBox, receptorFromPdbqt, vina } from '@textgrad/molecules'

import {
  bareVina,
  dockingReference,
  fullRuns,
  printedScores,
  sitesOf,
  type FullRun,
  type Site,
} from './docking-runs.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

const cores = 2

interface Compared {
  readonly run: FullRun
  /** The greatest difference of a printed score from Vina run by hand, with the same number of poses. */
  readonly byHand: number
  /** Of the first score from what Vina 1.2.7 prints. */
  readonly by127: number
  /** Of the score of the molecule prepared here from that of the reference's ligand. */
  readonly prepared: number
  /** From the score that DOCKSTRING publishes, prepared here and there. */
  readonly published: { readonly ours: number; readonly theirs: number } | undefined
}

/**
 * 20 dockings of usual size: the scores of the same ligands by hand, by Vina 1.2.7 and as DOCKSTRING published them; and
 * imatinib put back into its crystal. In short, the smallest, and no imatinib. With TEXTGRAD_VINA_112, the program of version 1.1.2, also those of that.
 */
export async function dockingParity({ quick }: Extent): Promise<readonly Table[]> {
  const bySize = fullRuns().toSorted((a, b) => a.vina123_cpu1.cpu_s - b.vina123_cpu1.cpu_s)
  const runs = quick ? bySize.slice(0, 1) : fullRuns()
  const sites = await sitesOf(runs)
  await using preparation = ligandPreparation({ threads: cores })
  const pool = dockingPool({ cores })
  const compared = await Promise.all(
    runs.map(async (run): Promise<Compared> => {
      const { exhaustiveness, seed, ligand, smiles, vina127_cpu1, expected_dockstring } = run
      const site = sites.get(run.target)!
      await using program = vina({ ...site, exhaustiveness, seed, pool, preparation })
      const pdbqt = dockingReference(`ligands/${ligand}`)
      const [written = ''] = await pool.run(1, () => bareVina([{ ...site, pdbqt, exhaustiveness, seed }], 1))
      const { score, poses } = await program.dockPdbqt(pdbqt)
      const fromSmiles = (await program.dock(smiles)).score
      return {
        run,
        byHand: greatest(
          poses.map(({ printed }) => printed),
          printedScores(written),
        ),
        by127: Math.abs(score - vina127_cpu1.score),
        prepared: Math.abs(fromSmiles - score),
        published:
          expected_dockstring === null
            ? undefined
            : {
                ours: Math.abs(fromSmiles - expected_dockstring),
                theirs: Math.abs(score - expected_dockstring),
              },
      }
    }),
  )
  return [parity(compared), ...(quick ? [] : [await redocking()]), ...(await oldVersion(runs, sites))]
}

/** Infinite where one has more poses than the other. */
function greatest(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length === 0 || ours.length !== theirs.length) return Number.POSITIVE_INFINITY
  return Math.max(...ours.map((score, index) => Math.abs(score - theirs[index]!)))
}

function parity(compared: readonly Compared[]): Table {
  const published = compared.flatMap((one) => one.published ?? [])
  return {
    name: 'docking-parity',
    title: 'Scores of the same molecule, seed and exhaustiveness, kcal/mol',
    columns: ['compared', 'dockings', 'mean difference', 'greatest'],
    rows: [
      row(
        'printed by Vina here and by hand, each pose',
        compared.map((one) => one.byHand),
      ),
      row(
        'repaired, and printed by 1.2.7',
        compared.map((one) => one.by127),
      ),
      row(
        'prepared here, and in the reference',
        compared.map((one) => one.prepared),
      ),
      row(
        'prepared here, and published by DOCKSTRING',
        published.map(({ ours }) => ours),
      ),
      row(
        "the reference's ligand, and published by DOCKSTRING",
        published.map(({ theirs }) => theirs),
      ),
    ].filter(([, dockings]) => dockings !== 0),
  }
}

function row(name: string, differences: readonly number[]): (string | number)[] {
  const mean = differences.reduce((sum, one) => sum + one, 0) / differences.length
  return [name, differences.length, Number(mean.toFixed(4)), Number(Math.max(...differences).toFixed(4))]
}

/** Imatinib in c-Abl, PDB 1IEP: how far its best pose is from the crystal's, over heavy atoms. */
async function redocking(): Promise<Table> {
  const receptor = receptorFromPdbqt(dockingReference('1iep/receptor.pdbqt'), '1IEP')
  const box = readBox(dockingReference('1iep/box.txt'))
  const ligand = dockingReference('1iep/ligand.pdbqt')
  await using program = vina({ receptor, box, exhaustiveness: 8, seed: 1, cpu: cores })
  const { score, poses, program: name } = await program.dockPdbqt(ligand, { name: 'imatinib' })
  const [crystal, found] = [ligand, poses[0]!.pdbqt].map(heavyPlaces)
  const squares = crystal!.map((place, index) => Math.hypot(...minus(place, found![index]!)) ** 2)
  const rmsd = Math.sqrt(squares.reduce((sum, one) => sum + one, 0) / squares.length)
  return {
    name: 'redocking',
    title: 'Imatinib docked into c-Abl (1IEP), exhaustiveness 8, seed 1',
    columns: ['program', 'score, kcal/mol', 'as printed', 'RMSD to the crystal, Å'],
    rows: [[name, score, poses[0]!.printed, Number(rmsd.toFixed(2))]],
  }
}

const minus = (a: readonly number[], b: readonly number[]): number[] => a.map((value, k) => value - b[k]!)

const heavyPlaces = (pdbqt: string): number[][] =>
  pdbqt
    .split('\n')
    .filter((line) => /^(ATOM|HETATM)/.test(line) && !/ HD? *$/.test(line))
    .map((line) => [30, 38, 46].map((from) => Number(line.slice(from, from + 8))))

async function oldVersion(
  runs: readonly FullRun[],
  sites: ReadonlyMap<string, Site>,
): Promise<readonly Table[]> {
  const executable = process.env['TEXTGRAD_VINA_112']
  if (executable === undefined) return []
  const pool = dockingPool({ cores })
  const published = runs.filter(({ expected_dockstring }) => expected_dockstring !== null)
  const differences = await Promise.all(
    published.map(async ({ target, ligand, seed, exhaustiveness, expected_dockstring }) => {
      await using program = vina({ ...sites.get(target)!, exhaustiveness, seed, pool, executable })
      const { score } = await program.dockPdbqt(dockingReference(`ligands/${ligand}`))
      return Math.abs(score - expected_dockstring!)
    }),
  )
  return [
    {
      name: 'docking-parity-1.1.2',
      title: 'Vina 1.1.2 and what DOCKSTRING published, kcal/mol',
      columns: ['compared', 'dockings', 'mean difference', 'greatest'],
      rows: [row("the reference's ligand", differences)],
    },
  ]
}
