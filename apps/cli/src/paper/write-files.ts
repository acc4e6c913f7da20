import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { ExperimentFile } from '@textgrad/paper'

/** Writes what an experiment brought besides figures into a folder, which is made where it is not there. */
export async function writeFiles(folder: string, files: readonly ExperimentFile[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const { name, text } of files) await writeFile(join(folder, name), text)
}
