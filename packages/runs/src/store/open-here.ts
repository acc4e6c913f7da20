import { statSync } from 'node:fs'

const open = new Map<string, number>()

/** Tells a file apart from another that is given its name; undefined where there is none. */
export function identityOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false })
  return found && `${found.dev}/${found.ino}`
}

export function noteOpen(identity: string): void {
  open.set(identity, (open.get(identity) ?? 0) + 1)
}

export function noteClosed(identity: string): void {
  const left = open.get(identity)! - 1
  if (left === 0) open.delete(identity)
  else open.set(identity, left)
}

/**
 * Whether this process has the file open in SQLite. Then it must not be opened beside that: closing any descriptor of a
 * file gives up all locks that the process has on it (sqlite.org/howtocorrupt.html, 2.2).
 */
export function isOpenHere(file: string): boolean {
  const identity = identityOf(file)
  return identity !== undefined && open.has(identity)
}
