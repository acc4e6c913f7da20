import { limitsOf } from './limits.ts'
import type { SandboxError } from './sandbox-error.ts'
import type { Sandbox } from './sandbox.ts'

/**
 * Runs a Python program in a sandbox, and asks from within whether the walls stand. Gives the version of Python.
 * @param question Defines `walls()`, which gives that version and what stands open, in words.
 * @throws What `unavailable` makes of a program that does not run, or of what stands open.
 */
export async function provenWalls(
  sandbox: Pick<Sandbox, 'open'>,
  question: string,
  unavailable: (reason: string) => SandboxError,
): Promise<string> {
  await using candidate = await sandbox.open({ language: 'python', limits: limitsOf({ cpuSeconds: 20 }) })
  await candidate.load(question)
  const answer = await candidate.call('walls', [])
  if (answer.status !== 'returned') throw unavailable('a program in it does not run')
  const [version, missing] = answer.value as [string, readonly string[]]
  if (missing.length > 0) throw unavailable(`on this machine ${missing.join(', ')}`)
  return version
}
