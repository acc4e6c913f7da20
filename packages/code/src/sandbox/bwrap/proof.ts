import { existsSync, readFileSync } from 'node:fs'

import { limitsOf } from '../limits.ts'
import type { Runtime } from '../native/runtime.ts'
import { provenWalls } from '../proven-walls.ts'
import { SandboxError } from '../sandbox-error.ts'
import { unavailable } from './unavailable.ts'

/** Runs a Python program in it, and asks from within whether the walls stand. Gives the version of Python. */
export async function provenPython(python: Runtime): Promise<string> {
  try {
    return await provenWalls(python, question, unavailable)
  } catch (cause) {
    if (!(cause instanceof SandboxError) || cause.kind === 'unavailable') throw cause
    throw unavailable(`${cause.message}${hint(cause.message)}`, cause)
  }
}

const question = String.raw`
def walls():
    import os, sys
    status = dict(line.rstrip("\n").split(":\t", 1) for line in open("/proc/self/status") if ":\t" in line)
    missing = []
    if status.get("Seccomp") != "2":
        missing.append("system calls are not filtered")
    if int(status["CapEff"], 16) != 0 or status.get("NoNewPrivs") != "1":
        missing.append("privileges are left")
    if os.getuid() == 0:
        missing.append("programs are root")
    if len([name for name in os.listdir("/proc") if name.isdigit()]) > 3:
        missing.append("other processes are seen")
    try:
        os.close(os.open("/proc/sys/kernel/core_pattern", os.O_WRONLY))
        missing.append("settings of the kernel can be written")
    except OSError:
        pass
    return ["%d.%d.%d" % sys.version_info[:3], missing]
`

/** What usually is behind bwrap's words. */
function hint(words: string): string {
  const limit = '/proc/sys/user/max_user_namespaces'
  const none = existsSync(limit) && readFileSync(limit, 'utf8').trim() === '0'
  if (none || /namespace|uid map|userns/i.test(words))
    return ' (new user namespaces are not allowed here, as in most containers)'
  return ''
}

/** Runs a JavaScript program in it. Rejects with a SandboxError 'unavailable' that says why that does not work. */
export async function proveNode(node: Runtime): Promise<void> {
  const limits = limitsOf({ cpuSeconds: 20 })
  try {
    await using candidate = await node.open({ language: 'typescript', limits })
    await candidate.load(filtered)
    const answer = await candidate.call('filtered', [])
    if (answer.status !== 'returned' || answer.value !== true)
      throw unavailable('a program of Node.js in it does not run as it should')
  } catch (cause) {
    if (!(cause instanceof SandboxError) || cause.kind === 'unavailable') throw cause
    throw unavailable(cause.message, cause)
  }
}

const filtered = String.raw`
const filtered = (): boolean =>
  /^Seccomp:\s2$/m.test(require("node:fs").readFileSync("/proc/self/status", "latin1")) && process.getuid() !== 0
`
