import { constants, statSync } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

import { asUsage, UsageError } from './usage-error.ts'

/**
 * Makes sure that a file can be written later, when what goes into it was paid for.
 * @throws UsageError where its folder or the file itself can not be written to.
 */
export async function checkOutput(file: string | undefined): Promise<void> {
  if (file === undefined) return
  await asUsage(() => access(dirname(file), constants.W_OK))
  const found = await stat(file).catch(() => undefined)
  if (found?.isDirectory()) throw new UsageError(`${file} is a folder: name a file to write`)
  if (found) await asUsage(() => access(file, constants.W_OK))
}

/** @throws UsageError for a folder to write into that is there and no folder. */
export function checkOutputFolder(folder: string | undefined): void {
  const found = folder === undefined ? undefined : statSync(folder, { throwIfNoEntry: false })
  if (found && !found.isDirectory()) throw new UsageError(`${folder} is a file: name a folder to write into`)
}
