import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/**
 * The absolute path of a file or folder that is shared between checkouts and too large for the repository:
 * under TEXTGRAD_SHARED, or else under `../shared` beside the repository. Undefined where it does not exist,
 * so that a test can skip itself; with CI=true its absence is an Error instead.
 */
export function sharedPath(relative: string): string | undefined {
  const folder = process.env['TEXTGRAD_SHARED'] || join(repositoryRoot(import.meta.dirname), '..', 'shared')
  const path = resolve(folder, relative)
  if (existsSync(path)) return path
  if (process.env['CI'] === 'true') {
    throw new Error(`no ${path}: set TEXTGRAD_SHARED to the folder that holds ${relative}`)
  }
  return undefined
}

function repositoryRoot(folder: string): string {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('@textgrad/host/testing works inside the textgrad repository only')
  return repositoryRoot(parent)
}
