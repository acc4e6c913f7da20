import { readFile } from 'node:fs/promises'

import { contentCache, dataFolder } from '@textgrad/host'

import type { DockingProgram } from '../docking/docking-program.ts'
import { ligandPreparation } from '../docking/ligand/preparation.ts'
import { dockingPool } from '../docking/pool.ts'
import { box, boxAroundLigand, readBox, type Box } from '../docking/receptor/box.ts'
import { dockstring } from '../docking/receptor/dockstring.ts'
import { readReceptor, type Receptor } from '../docking/receptor/receptor.ts'
import { readTarget, targetsIn } from '../docking/receptor/targets.ts'
import { vina } from '../docking/vina.ts'
import type { DesignConfig } from './config.ts'

/** What of a configuration says where to dock, and how. */
export type TargetsConfig = Pick<
  DesignConfig,
  'bind' | 'avoid' | 'targets' | 'receptor' | 'box' | 'exhaustiveness' | 'dockingSeed' | 'dockingCache'
>

/** Where molecules are docked. */
export interface Targets {
  readonly wanted: readonly DockingProgram[]
  readonly avoided: readonly DockingProgram[]
}

/**
 * Opens what a configuration says to dock into; `resources` releases it.
 * @throws {TypeError} for a target that is not in the folder, or a receptor without a box; ReceptorError and BoxError
 * for what is wrong with one; ToolError where Vina is missing
 */
export async function openTargets(config: TargetsConfig, resources: AsyncDisposableStack): Promise<Targets> {
  const { bind, avoid, receptor } = config
  if (bind.length + avoid.length === 0 && receptor === undefined) return { wanted: [], avoided: [] }
  if (receptor !== undefined && bind.length > 0) throw new TypeError('Expected bind or receptor, got both')
  const cache = config.dockingCache === undefined ? undefined : contentCache(config.dockingCache)
  const shared = {
    preparation: resources.use(ligandPreparation({ cache })),
    pool: dockingPool(),
    cache,
    exhaustiveness: config.exhaustiveness,
    seed: config.dockingSeed,
  }
  const open = async (place: { receptor: Receptor; box: Box }): Promise<DockingProgram> => {
    const program = resources.use(vina({ ...place, ...shared }))
    await program.version()
    return program
  }
  const wanted =
    receptor === undefined ? await named(bind, config) : [await ownReceptor(receptor, config.box)]
  const avoided = await named(avoid, config)
  return { wanted: await Promise.all(wanted.map(open)), avoided: await Promise.all(avoided.map(open)) }
}

async function named(
  names: readonly string[],
  { targets: folder = dataFolder(dockstring.name) }: TargetsConfig,
) {
  if (names.length === 0) return []
  const known = await targetsIn(folder).catch((cause: Error) => {
    const fetched = folder === dataFolder(dockstring.name)
    throw fetched
      ? new TypeError(`${cause.message}; fetch it with: textgrad data get dockstring`, { cause })
      : cause
  })
  return Promise.all(
    names.map((name) => {
      const found = known.find((one) => one.name === name)
      if (found) return readTarget(found)
      const shown = known.map((one) => one.name).join(', ')
      throw new TypeError(`Expected a target of ${shown || 'none'}, got ${JSON.stringify(name)}`)
    }),
  )
}

async function ownReceptor(path: string, where: string | undefined) {
  if (where === undefined) throw new TypeError('Expected box: where to dock in the receptor')
  return { receptor: await readReceptor(path), box: await boxOf(where) }
}

async function boxOf(where: string): Promise<Box> {
  const numbers = where.split(',').map(Number)
  if (numbers.length === 6 && numbers.every((value) => Number.isFinite(value))) {
    const [x, y, z, a, b, c] = numbers as [number, number, number, number, number, number]
    return box({ center: [x, y, z], size: [a, b, c] })
  }
  const text = await readFile(where, 'utf8').catch((cause: unknown) => {
    throw new TypeError(
      `The box ${JSON.stringify(where)} is neither six numbers nor a file that can be read`,
      {
        cause,
      },
    )
  })
  return /center_x/.test(text) ? readBox(text) : boxAroundLigand(text)
}
