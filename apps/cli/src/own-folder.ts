import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { typedIn } from './typed-path.ts'
import { UsageError } from './usage-error.ts'

/** Where runs and replies are kept that are given no other place: beside what is worked on. */
export function ownFolder(): string {
  return join(typedIn(), '.textgrad')
}

/** Makes the folder. It holds prompts and replies: nothing that belongs into a repository. */
export function makeOwnFolder(): void {
  const folder = ownFolder()
  if (existsSync(folder)) return
  try {
    mkdirSync(folder)
    writeFileSync(join(folder, '.gitignore'), '*\n')
  } catch (error) {
    throw new UsageError(
      `Nothing can be kept in ${folder}: ${(error as Error).message}; name another place`,
      {
        cause: error,
      },
    )
  }
}
