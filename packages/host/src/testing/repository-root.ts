import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of the repository that this package is a part of. */
export function repositoryRoot(folder: string = import.meta.dirname): string {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('@textgrad/host/testing works inside the textgrad repository only')
  return repositoryRoot(parent)
}
