import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'

import { killProcess, type Launch } from '../native/launch.ts'
import { NativeSandbox } from '../native/native-sandbox.ts'
import { pythonRuntime } from '../native/python-runtime.ts'
import { missingRuntime, type Runtime } from '../native/runtime.ts'
import { descendantsOf } from '../native/tree.ts'
import { foundNode } from '../node/found-node.ts'
import { nodeLanguages, nodeRuntime } from '../node/node-runtime.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { OpenOptions, Sandbox } from '../sandbox.ts'
import { marked } from './marked.ts'

export interface UnsafeLocalOptions {
  /** The Python that programs run on (default: /usr/bin/python3). */
  readonly python?: string | undefined
  /** The Node.js that programs in JavaScript and TypeScript run on (default: that of this process). */
  readonly node?: string | undefined
}

/**
 * No sandbox: programs run as this user, and can read, write, send and delete whatever this user can. Only their limits
 * and their verdicts are kept. What a program starts ends with it, unless that leaves its parent and its process group, and begins anew with
 * another environment. For programs that you would run yourself; nothing in this package falls back to it.
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

/** The variable by which what a program starts is found again. Programs do not see it: it would differ in every run. */
const mark = 'TEXTGRAD_PROGRAM'

function launch([command, ...args]: readonly string[], { hashSeed = 0 }: OpenOptions): Launch {
  const id = randomUUID()
  return {
    command: command!,
    args,
    env: { PATH: '/usr/bin:/bin', PYTHONHASHSEED: String(hashSeed), [mark]: id },
    detached: true,
    kill: (pid) => killTree(pid, id),
    started: (pid) => started(pid, id),
    ended: (pid) => ended(pid, id),
  }
}

const none = {
  network: 'not kept out',
  files: 'not kept out',
  environment: 'not kept out',
  processes: 'not kept out',
  memory: 'kept out',
  forgery: 'not kept out',
} as const

/** Those that run, and the marks of what they start. */
const running = new Map<number, string>()

function started(pid: number, id: string): void {
  if (running.size === 0) process.on('exit', killAll)
  running.set(pid, id)
}

function ended(pid: number, id: string): void {
  // What it left behind goes too.
  killTree(pid, id)
  running.delete(pid)
  if (running.size === 0) process.off('exit', killAll)
}

function killAll(): void {
  for (const [pid, id] of running) killTree(pid, id)
}

/** Kills the process, its group, what descends from it, and what was forked from any of them and has left both. */
function killTree(pid: number, id: string): void {
  const below = descendantsOf(pid)
  killProcess(-pid)
  for (const one of below) killProcess(one)
  for (const one of marked(`${mark}=${id}`)) killProcess(one)
}
