import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { tempDir } from '@textgrad/host'
import { sharedPath } from '@textgrad/host/testing'
import { readTarget, targetsIn, type Box, type Receptor } from '@textgrad/molecules'

/** A docking that was done by hand. Energies in kcal/mol. */
export interface ReferenceRun {
  readonly target: string
  readonly smiles: string
  /** The ligand's file, in `ligands`. */
  readonly ligand: string
  readonly seed: number
  readonly exhaustiveness: number
}

/** One of about a second. */
export interface QuickRun extends ReferenceRun {
  readonly raw: number
  readonly corrected: number
  readonly cpu_s: number
}

/** One of a usual size, by several versions. */
export interface FullRun extends ReferenceRun {
  readonly expected_dockstring: number | null
  readonly vina123_cpu1: { readonly score: number; readonly cpu_s: number }
  readonly vina127_cpu1: { readonly score: number }
}

/** @throws Error where the reference data is missing */
export function dockingReference(path: string): string {
  const found = sharedPath(join('ref/molecules', path))
  if (found === undefined) throw new Error(`Expected reference data in ../shared/ref/molecules/${path}`)
  return readFileSync(found, 'utf8')
}

export const quickRuns = (): readonly QuickRun[] =>
  (JSON.parse(dockingReference('dock_quick.json')) as { runs: QuickRun[] }).runs

export const fullRuns = (): readonly FullRun[] => JSON.parse(dockingReference('dock_ref.json')) as FullRun[]

export interface Site {
  readonly receptor: Receptor
  readonly box: Box
}

/** The targets of some runs, by name. */
export async function sitesOf(runs: readonly ReferenceRun[]): Promise<ReadonlyMap<string, Site>> {
  const folder = sharedPath('data/dockstring')
  if (folder === undefined) throw new Error('Expected the targets of DOCKSTRING in ../shared/data/dockstring')
  const names = new Set(runs.map(({ target }) => target))
  const targets = (await targetsIn(folder)).filter(({ name }) => names.has(name))
  return new Map(
    await Promise.all(targets.map(async (target) => [target.name, await readTarget(target)] as const)),
  )
}

export interface BareRun extends Site {
  readonly pdbqt: string
  readonly exhaustiveness: number
  readonly seed: number
}

const program = 'vina'

/** Vina as one would run it by hand, so many at a time, each with one thread. Returns what it wrote. */
export async function bareVina(runs: readonly BareRun[], atOnce: number): Promise<readonly string[]> {
  await using folder = await tempDir('textgrad-bench-')
  const written: string[] = []
  const queue = runs.entries()
  const work = async () => {
    for (const [index, { receptor, box, pdbqt, exhaustiveness, seed }] of queue) {
      const files = {
        receptor: await folder.write(`receptor-${index}.pdbqt`, receptor.pdbqt),
        ligand: await folder.write(`ligand-${index}.pdbqt`, pdbqt),
        out: join(folder.path, `poses-${index}.pdbqt`),
      }
      const [x, y, z] = box.center
      const [width, height, depth] = box.size
      const named = {
        ...files,
        center_x: x,
        center_y: y,
        center_z: z,
        size_x: width,
        size_y: height,
        size_z: depth,
        exhaustiveness,
        seed,
        cpu: 1,
      }
      const args = Object.entries(named).flatMap(([name, value]) => [`--${name}`, String(value)])
      const child = spawn(program, args, { stdio: 'ignore' })
      const [code] = (await once(child, 'exit')) as [number | null]
      if (code !== 0) throw new Error(`vina ended with ${code}`)
      written[index] = await readFile(files.out, 'utf8')
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return written
}

/** The scores that Vina printed, best first. */
export const printedScores = (written: string): number[] =>
  [...written.matchAll(/^REMARK VINA RESULT: +(\S+)/gm)].map(([, score]) => Number(score))
