import { randomUUID } from 'node:crypto'
import { readdir, rename, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** A part that nobody wrote to for so long belongs to nobody that still lives, milliseconds. */
const staleAfter = 60 * 60_000

/** A folder for a part of this file that says who works at it: machine, process, and which one of it. */
export function folderOf(file: string): string {
  return `${file}.${machine()}-${process.pid}-${randomUUID().slice(0, 8)}.part`
}

function machine(): string {
  return hostname()
    .replace(/[^\w-]/g, '_')
    .slice(0, 60)
}

/** Takes the largest of the parts that were left, for which a rename is enough: only one process succeeds. */
export async function claim(file: string, folder: string): Promise<boolean> {
  const found = await abandoned(file)
  for (const { path } of found.toSorted((a, b) => b.bytes - a.bytes)) {
    if (await moved(path, folder)) return true
  }
  return false
}

export function moved(from: string, to: string): Promise<boolean> {
  return rename(from, to).then(
    () => true,
    () => false,
  )
}

interface Left {
  readonly path: string
  readonly bytes: number
}

/** The parts of a file that nobody works at. */
export async function abandoned(file: string): Promise<readonly Left[]> {
  const [folder, name] = [dirname(file), basename(file)]
  const parts = (await readdir(folder)).filter((one) => one.startsWith(`${name}.`) && one.endsWith('.part'))
  const left = await Promise.all(
    parts.map(async (part) => {
      const path = join(folder, part)
      const by = /^\.(.+)-(\d+)-[\da-f]{8}\.part$/.exec(part.slice(name.length))
      if (part !== `${name}.part` && !by) return undefined
      const about = await stat(join(path, 'bytes')).catch(() => stat(path).catch(() => undefined))
      if (!about) return undefined
      const isGone = !by || (by[1] === machine() && !isAlive(Number(by[2])))
      return isGone || about.mtimeMs < Date.now() - staleAfter ? { path, bytes: about.size } : undefined
    }),
  )
  return left.filter((part) => part !== undefined)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
