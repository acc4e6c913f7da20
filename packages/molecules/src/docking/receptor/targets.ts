import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { BoxError } from '../errors.ts'
import { readBox, type Box } from './box.ts'
import type { PrepareReceptorOptions } from './prepare.ts'
import { readReceptor, type Receptor } from './receptor.ts'

/** Something to dock into, as two files: NAME_target.pdbqt (or .pdb) and NAME_conf.txt, as in DOCKSTRING. */
export interface Target {
  readonly name: string
  readonly receptor: string
  readonly config: string
}

/** The targets in a folder, by name; a receptor without a box is none. Rejects with a TypeError where there is no folder. */
export async function targetsIn(folder: string): Promise<readonly Target[]> {
  const files = await readdir(folder).catch((cause: unknown) => {
    throw new TypeError(`The folder of targets ${folder} can not be read: ${(cause as Error).message}`, {
      cause,
    })
  })
  return files.toSorted().flatMap((file) => {
    const name = /^(.+)_target\.(pdbqt|pdb)$/.exec(file)?.[1]
    const config = `${name}_conf.txt`
    return name !== undefined && files.includes(config)
      ? [{ name, receptor: join(folder, file), config: join(folder, config) }]
      : []
  })
}

/** Reads a target. Rejects with a ReceptorError or BoxError that names what is wrong with it. */
export async function readTarget(
  target: Target,
  options: PrepareReceptorOptions = {},
): Promise<{ readonly receptor: Receptor; readonly box: Box }> {
  const config = await readFile(target.config, 'utf8').catch((cause: unknown) => {
    throw new BoxError(`The box of ${target.name} can not be read: ${(cause as Error).message}`, { cause })
  })
  return { receptor: await readReceptor(target.receptor, options), box: readBox(config) }
}
