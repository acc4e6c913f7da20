import { readFileSync } from 'node:fs'
import process from 'node:process'

import { SandboxError } from '../sandbox-error.ts'

/** Belongs to nobody: beyond the users of a system, of services and of containers that most machines make. */
const preferred = 200_001
/** Where only the first 65,536 users exist, as in a container. */
const fallback = 65_533

/**
 * The user to become where this process is root, and undefined where it is not. Started by real root, bwrap leaves ways
 * out: /proc/1/environ shows the caller's environment, kernel settings can be opened for writing, and the limit of
 * processes does not bind.
 * @throws SandboxError 'unavailable' for a root that is the only user there is
 */
export function unprivilegedUser(): number | undefined {
  if (process.getuid?.() !== 0) return undefined
  const user = [preferred, fallback].find(exists)
  if (user !== undefined) return user
  throw new SandboxError(
    'bubblewrap can not be used: this process is root where there is no other user to become',
    {
      kind: 'unavailable',
    },
  )
}

function exists(user: number): boolean {
  const ranges = readFileSync('/proc/self/uid_map', 'utf8').trim().split('\n')
  return ranges.some((range) => {
    const [first, , count] = range.trim().split(/\s+/).map(Number)
    return user >= first! && user < first! + count!
  })
}
