import { existsSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'

/** The folder in which the command was typed, which npm tells by INIT_CWD. */
export function typedIn(): string {
  return process.env['INIT_CWD'] ?? process.cwd()
}

/** A path that was written in a folder, perhaps as one within another that was named there: absolute. */
export function typedPath(path: string, { from = typedIn(), within }: From = {}): string {
  if (isAbsolute(path)) return path
  const inner = within === undefined ? undefined : resolve(from, within, path)
  return inner !== undefined && existsSync(inner) ? inner : resolve(from, path)
}

interface From {
  readonly from?: string
  readonly within?: string | undefined
}
