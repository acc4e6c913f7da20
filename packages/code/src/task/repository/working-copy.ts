import { chmod, cp, lchown, lstat, readdir, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

import type { FileText } from '../patch/apply-patch.ts'

/** Folders that are large and that no test changes: they are shown rather than copied. */
const shownFolders = ['node_modules', '.venv', 'venv']
/** What no test needs. */
const leftOut = ['.git', '__pycache__', '.pytest_cache', '.tox', '.hg']

export interface WorkingCopy {
  /** Folders of the repository that are not in the copy, by their names. */
  readonly shown: readonly string[]
}

/** Copies a repository into a folder, with other texts in some of its files. */
export async function copyRepository(
  repository: string,
  folder: string,
  files: readonly FileText[],
): Promise<WorkingCopy> {
  const names = await readdir(repository)
  const shown = names.filter((name) => shownFolders.includes(name))
  await cp(repository, folder, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (from) => {
      const name = basename(from)
      if (from === join(repository, name) && shown.includes(name)) return false
      return from === repository || !leftOut.includes(name)
    },
  })
  for (const { file, text } of files) await writeFile(join(folder, file), text)
  return { shown }
}

/** Links the folders that are not in the copy, for a command that sees the whole disk anyway. */
export async function linkShown(repository: string, folder: string, { shown }: WorkingCopy): Promise<void> {
  for (const name of shown) await symlink(join(repository, name), join(folder, name))
}

/** Gives a copy to another user, whom this process becomes. */
export async function giveTo(user: number, folder: string): Promise<void> {
  const all = await readdir(folder, { recursive: true })
  for (const name of [...all.map((one) => join(folder, one)), folder]) {
    await lchown(name, user, user)
    const about = await lstat(name)
    if (!about.isSymbolicLink()) await chmod(name, about.mode | (about.isDirectory() ? 0o700 : 0o600))
  }
}
