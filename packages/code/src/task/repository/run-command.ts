import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Writable } from 'node:stream'

import { killProcess } from '../../sandbox/native/launch.ts'
import { descendantsOf, usageOf } from '../../sandbox/native/tree.ts'
import { SandboxError } from '../../sandbox/sandbox-error.ts'
import { killMarked, markVariable } from './marked.ts'

export interface CommandLaunch {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** The user to become, where this process is root. */
  readonly user?: number | undefined
  /** What is handed over on descriptor 3. */
  readonly filter?: Buffer | undefined
}

export interface CommandLimits {
  readonly seconds: number
  /** Memory of the command and all that it starts, bytes. */
  readonly memoryBytes: number
}

/** How a command ended: by itself, by a signal, or by a limit that it passed. */
export interface CommandEnd {
  readonly code: number | null
  readonly stopped?: string
  /** Standard output and errors as they came, the first and the last of them. */
  readonly output: string
  readonly seconds: number
}

const mostHead = 64 * 1024
const mostTail = 256 * 1024
/** Milliseconds between looks at the memory, and for output to arrive when the command is gone. */
const watchEvery = 100
const drainTime = 500

/**
 * Runs a command, kills it with all that descends from it at a limit or when the signal says so, and whatever is left of its group
 * when it ends. Rejects with a SandboxError where it cannot be started, or with the reason of the signal.
 */
export async function runCommand(
  launch: CommandLaunch,
  limits: CommandLimits,
  signal?: AbortSignal,
): Promise<CommandEnd> {
  signal?.throwIfAborted()
  const started = performance.now()
  const child = start(launch)
  const mark = launch.env[markVariable]
  const output = new Kept()
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => output.add(chunk))
  using watch = watched(child, { mark, limits, signal })
  try {
    const [code] = (await once(child, 'exit')) as [number | null]
    killAll(child, mark)
    await drained(child)
    signal?.throwIfAborted()
    const { stopped } = watch
    const seconds = (performance.now() - started) / 1000
    return { code, ...(stopped !== undefined && { stopped }), output: output.text, seconds }
  } catch (cause) {
    if (signal?.aborted || !(cause instanceof Error && 'syscall' in cause)) throw cause
    throw new SandboxError(`${launch.command} could not be started: ${cause.message}`, { kind: 'io', cause })
  }
}

interface Watch extends Disposable {
  /** Why it was killed. */
  readonly stopped: string | undefined
}

interface Watched {
  readonly mark: string | undefined
  readonly limits: CommandLimits
  readonly signal: AbortSignal | undefined
}

/** Kills a command at its limits, at an abort, and where this process ends. */
function watched(child: ChildProcess, { mark, limits, signal }: Watched): Watch {
  let stopped: string | undefined
  const stop = (why: string) => {
    stopped ??= why
    killAll(child, mark)
  }
  const late = setTimeout(() => stop(`it did not end within ${limits.seconds} s`), limits.seconds * 1000)
  const looks = setInterval(() => {
    const usage = child.pid === undefined ? undefined : usageOf(child.pid)
    if (usage && usage.memoryBytes > limits.memoryBytes)
      stop(`it took more than ${Math.round(limits.memoryBytes / 2 ** 20)} MiB of memory`)
  }, watchEvery)
  const abort = () => stop('it was aborted')
  const leave = () => killAll(child, mark)
  signal?.addEventListener('abort', abort)
  process.on('exit', leave)
  return {
    get stopped() {
      return stopped
    },
    [Symbol.dispose]() {
      clearTimeout(late)
      clearInterval(looks)
      signal?.removeEventListener('abort', abort)
      process.off('exit', leave)
    },
  }
}

function start({ command, args, cwd, env, user, filter }: CommandLaunch): ChildProcess {
  const child = spawn(command, args, {
    cwd,
    env: { ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', ...(filter ? (['pipe'] as const) : [])],
    ...(user === undefined ? {} : { uid: user, gid: user }),
  })
  const channel = child.stdio[3] as Writable | undefined
  // It may be gone before it reads it.
  channel?.on('error', () => {})
  channel?.end(filter)
  return child
}

/**
 * What descends from it first: within walls the first process takes all others with it. Then its group, in which there may be
 * some whose parent is gone.
 */
function killAll({ pid }: ChildProcess, mark: string | undefined): void {
  if (pid === undefined) return
  const below = descendantsOf(pid)
  for (const one of below) killProcess(one)
  killProcess(-pid)
  if (mark !== undefined) killMarked(mark)
}

async function drained(child: ChildProcess): Promise<void> {
  const late = AbortSignal.timeout(drainTime)
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null && !stream.closed)
  await Promise.all(
    streams.map((stream) => once(stream!, 'close', { signal: late }).catch(() => stream!.destroy())),
  )
}

/** The first and the last of a text of any length. */
class Kept {
  #head = ''
  #tail = ''
  #dropped = 0

  add(chunk: Buffer): void {
    const text = chunk.toString()
    const room = Math.max(0, mostHead - this.#head.length)
    this.#head += text.slice(0, room)
    const all = this.#tail + text.slice(room)
    this.#tail = all.slice(-mostTail)
    this.#dropped += all.length - this.#tail.length
  }

  get text(): string {
    const gap = this.#dropped === 0 ? '' : `\n[${this.#dropped} characters are left out]\n`
    return this.#head + gap + this.#tail
  }
}
