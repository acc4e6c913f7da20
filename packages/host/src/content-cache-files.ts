import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** A file of a content cache. */
export interface Entry {
  readonly path: string
  readonly bytes: number
  /** When it was last read or written, milliseconds since 1970. */
  readonly used: number
}

/** A temporary file of this age belongs to nobody that still lives. */
const staleAfter = 60 * 60_000

/**
 * Where an entry is kept: in 256 folders, because folders with very many files are slow.
 * @throws TypeError for a key that is not a SHA-256 in small hexadecimal letters.
 */
export function pathOf(dir: string, key: string): string {
  if (!/^[\da-f]{64}$/.test(key))
    throw new TypeError('key must be a SHA-256 in hexadecimal, 64 small letters')
  return join(dir, key.slice(0, 2), key.slice(2))
}

/** All entries; nothing else that may be in the folder. */
export async function entriesIn(dir: string): Promise<Entry[]> {
  const folders = (await namesIn(dir)).filter((name) => /^[\da-f]{2}$/.test(name))
  const entries: Entry[] = []
  for (const folder of folders) {
    const names = (await namesIn(join(dir, folder))).filter((name) => /^[\da-f]{62}$/.test(name))
    entries.push(...(await existing(names.map((name) => join(dir, folder, name)))))
  }
  return entries
}

/** What writers that were killed left behind. */
export async function staleIn(dir: string): Promise<string[]> {
  const files = await existing((await namesIn(join(dir, 'tmp'))).map((name) => join(dir, 'tmp', name)))
  return files.filter(({ used }) => used < Date.now() - staleAfter).map(({ path }) => path)
}

/** Another process may have removed any of them by now. */
async function existing(paths: readonly string[]): Promise<Entry[]> {
  const files = await Promise.all(
    paths.map(async (path) => {
      const about = await stat(path).catch(() => undefined)
      return about?.isFile() ? { path, bytes: about.size, used: about.mtimeMs } : undefined
    }),
  )
  return files.filter((file) => file !== undefined)
}

async function namesIn(dir: string): Promise<readonly string[]> {
  try {
    return await readdir(dir)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
