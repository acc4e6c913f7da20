import { stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The file that is meant: `from` itself, or in the folder `from` the first of `names` that is there.
 * @throws TypeError for a folder without any of them. Rejects as Node does where `from` does not exist.
 */
export async function fileOf(from: string, names: readonly string[]): Promise<string> {
  if (!(await stat(from)).isDirectory()) return from
  for (const name of names) {
    const file = join(from, name)
    if (await isFile(file)) return file
  }
  throw new TypeError(`${from} holds no ${names.join(' and no ')}`)
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() ?? false
}
