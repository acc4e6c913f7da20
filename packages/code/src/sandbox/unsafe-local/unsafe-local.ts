import { spawnSync } from 'node:child_process'

import { killProcess, type Launch } from '../native/launch.ts'
import { NativeSandbox } from '../native/native-sandbox.ts'
import { descendantsOf } from '../native/tree.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { OpenOptions, Sandbox } from '../sandbox.ts'

/**
 * No sandbox: programs run as this user, and can read, write, send and delete whatever this user can. Only their limits
 * and their verdicts are kept, and what leaves its process group and its parent goes on running. For programs that you would run yourself; nothing in this package falls back to it.
 * Rejects with a SandboxError 'unavailable' without Python.
 */
export async function unsafeLocal({
  python = '/usr/bin/python3',
}: { readonly python?: string | undefined } = {}): Promise<Sandbox> {
  const { stdout, error } = spawnSync(python, ['-V'], { encoding: 'utf8', timeout: 30_000 })
  const version = /^Python (\S+)/.exec(stdout ?? '')?.[1]
  if (version === undefined)
    throw new SandboxError(`${python} is no Python`, { kind: 'unavailable', cause: error })
  return new NativeSandbox({ launch, python, capabilities: none, name: `unsafe-local, python ${version}` })
}

const launch = ([command, ...args]: readonly string[], { hashSeed = 0 }: OpenOptions): Launch => ({
  command: command!,
  args,
  env: { PATH: '/usr/bin:/bin', PYTHONHASHSEED: String(hashSeed) },
  detached: true,
  kill: killTree,
  started,
  ended,
})

const none = {
  network: 'not kept out',
  files: 'not kept out',
  environment: 'not kept out',
  processes: 'not kept out',
  memory: 'kept out',
  forgery: 'not kept out',
} as const

/** Those that run. */
const running = new Set<number>()

function started(pid: number): void {
  if (running.size === 0) process.on('exit', killAll)
  running.add(pid)
}

function ended(pid: number): void {
  // What it left behind in its group goes too.
  killProcess(-pid)
  running.delete(pid)
  if (running.size === 0) process.off('exit', killAll)
}

function killAll(): void {
  for (const pid of running) killTree(pid)
}

/** Kills the process, its group, and what left the group but still descends from it. */
function killTree(pid: number): void {
  const below = descendantsOf(pid)
  killProcess(-pid)
  for (const one of below) killProcess(one)
}
