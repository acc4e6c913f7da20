import { spawnSync } from 'node:child_process'

import { killProcess, type Launch } from '../native/launch.ts'
import { NativeSandbox } from '../native/native-sandbox.ts'
import { pythonRuntime } from '../native/python-runtime.ts'
import { missingRuntime, type Runtime } from '../native/runtime.ts'
import { descendantsOf } from '../native/tree.ts'
import { foundNode } from '../node/found-node.ts'
import { nodeLanguages, nodeRuntime } from '../node/node-runtime.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { OpenOptions, Sandbox } from '../sandbox.ts'

export interface UnsafeLocalOptions {
  /** The Python that programs run on (default: /usr/bin/python3). */
  readonly python?: string | undefined
  /** The Node.js that programs in JavaScript and TypeScript run on (default: that of this process). */
  readonly node?: string | undefined
}

/**
 * No sandbox: programs run as this user, and can read, write, send and delete whatever this user can. Only their limits
 * and their verdicts are kept, and what leaves its process group and its parent goes on running. For programs that you would run yourself; nothing in this package falls back to it.
 * Rejects with a SandboxError 'unavailable' without Python; without Node.js it runs Python alone.
 */
export async function unsafeLocal({
  python = '/usr/bin/python3',
  node = process.execPath,
}: UnsafeLocalOptions = {}): Promise<Sandbox> {
  const { stdout, error } = spawnSync(python, ['-V'], { encoding: 'utf8', timeout: 30_000 })
  const version = /^Python (\S+)/.exec(stdout ?? '')?.[1]
  if (version === undefined)
    throw new SandboxError(`${python} is no Python`, { kind: 'unavailable', cause: error })
  const runtimes: Runtime[] = [pythonRuntime(python, launch)]
  const name = `unsafe-local, python ${version}`
  try {
    const found = await foundNode(node)
    runtimes.push(nodeRuntime({ node, footprint: found.footprint, boundsProcesses: false, launch }))
    return new NativeSandbox({ name: `${name}, node ${found.version}`, capabilities: none, runtimes })
  } catch (cause) {
    if (!(cause instanceof SandboxError)) throw cause
    const missing = [missingRuntime(nodeLanguages, cause.message)]
    return new NativeSandbox({ name, capabilities: none, runtimes, missing })
  }
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
