import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { requireProgram, sharedPath } from '@textgrad/host/testing'

import { readTarget, targetsIn } from './receptor/targets.ts'

/** Whether Vina and Open Babel are here: with CI=true their absence is an error. */
export const hasPrograms = requireProgram('vina') && requireProgram('obabel')

/** The reference values and molecules, and some targets of DOCKSTRING; undefined where they are missing. */
export const reference = sharedPath('ref/molecules')
export const targetFolder = sharedPath('data/dockstring')

export const referenceText = (path: string): string => readFileSync(join(reference!, path), 'utf8')

export async function targetNamed(name: string) {
  const target = (await targetsIn(targetFolder!)).find((one) => one.name === name)
  return readTarget(target!)
}

/**
 * Writes a program into `folder` that takes Vina's place: `body` is what it does besides telling a version, as a shell
 * script, in which $out is the file that poses go to.
 */
export async function fakeVina(folder: string, body: string, version = 'v1.2.3'): Promise<string> {
  const path = join(folder, `vina-${randomUUID()}`)
  const script = `#!/bin/sh
if [ "$1" = --version ]; then echo 'AutoDock Vina ${version}'; exit; fi
for word in "$@"; do [ "$last" = --out ] && out=$word; last=$word; done
${body}
`
  await writeFile(path, script)
  await chmod(path, 0o755)
  return path
}
