import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { repositoryRoot } from './repository-root.ts'

/**
 * The absolute path of a file or folder that is shared between checkouts and too large for the repository:
 * under TEXTGRAD_SHARED, or else under `../shared` beside the repository. Undefined where it does not exist,
 * so that a test can skip itself; with CI=true its absence is an Error instead.
 */
export function sharedPath(relative: string): string | undefined {
  const folder = process.env['TEXTGRAD_SHARED'] || join(repositoryRoot(), '..', 'shared')
  const path = resolve(folder, relative)
  if (existsSync(path)) return path
  if (process.env['CI'] === 'true') {
    throw new Error(`no ${path}: set TEXTGRAD_SHARED to the folder that holds ${relative}`)
  }
  return undefined
}
