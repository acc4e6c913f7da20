import { constants, statSync } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

import type { FlagValues } from './flags.ts'
import { typedPath } from './typed-path.ts'
import { asUsage, UsageError } from './usage-error.ts'

/**
 * Makes sure that a file can be written later, when what goes into it was paid for. `others` is what else was typed.
 * @throws UsageError where its folder or the file itself can not be written to, or where it is read as well.
 */
export async function checkOutput(file: string | undefined, others: FlagValues = {}): Promise<void> {
  if (file === undefined) return
  await asUsage(() => access(dirname(file), constants.W_OK))
  const found = await stat(file).catch(() => undefined)
  if (found?.isDirectory()) throw new UsageError(`${file} is a folder: name a file to write`)
  if (!found) return
  await asUsage(() => access(file, constants.W_OK))
  for (const other of Object.values(others).flat()) {
    if (typeof other !== 'string') continue
    const read = await stat(typedPath(other)).catch(() => undefined)
    if (read?.isFile() && read.dev === found.dev && read.ino === found.ino)
      throw new UsageError(`${file} is what is read: name another file to write`)
  }
}

/** @throws UsageError for a folder to write into that is there and no folder. */
export function checkOutputFolder(folder: string | undefined): void {
  const found = folder === undefined ? undefined : statSync(folder, { throwIfNoEntry: false })
  if (found && !found.isDirectory()) throw new UsageError(`${folder} is a file: name a folder to write into`)
}
