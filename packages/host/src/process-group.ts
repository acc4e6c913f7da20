import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

/** How a program ended, or why it could not be started. */
export type Ended =
  | { readonly error: NodeJS.ErrnoException }
  | { readonly error?: undefined; readonly code: number | null; readonly signal: NodeJS.Signals | null }

/** Milliseconds for what the group wrote last to arrive, once it is gone. */
const drainTime = 1000

/** A program as the leader of a process group of its own, with everything that it starts. */
export class ProcessGroup {
  readonly #child: ChildProcess
  #stopped: { readonly reason: unknown } | undefined
  /** Resolves when the leader is gone. */
  readonly ended: Promise<Ended>

  /** Throws what `spawn` throws: for a NUL in an argument, say. */
  constructor(command: string, args: readonly string[], cwd: string | undefined) {
    this.#child = spawn(command, args, { detached: true, cwd, stdio: 'pipe', windowsHide: true })
    this.ended = new Promise((resolve) => {
      this.#child.on('error', (error) => resolve({ error }))
      this.#child.once('exit', (code, signal) => resolve({ code, signal }))
    })
  }

  /** Why it was stopped; undefined if it was not. */
  get stopped(): { readonly reason: unknown } | undefined {
    return this.#stopped
  }

  /** Kills all of it. The first reason is kept. */
  stop(reason: unknown): void {
    this.#stopped ??= { reason }
    this.kill()
  }

  /** Kills what there still is. */
  kill(): void {
    const { pid } = this.#child
    if (pid === undefined) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // Nothing of it is left. Where there are no process groups (Windows) this reaches the leader.
      this.#child.kill('SIGKILL')
    }
  }

  /** Hands over its input and then its end. A program may end without reading it. */
  write(input: string): void {
    this.#child.stdin?.on('error', () => {})
    this.#child.stdin?.end(input)
  }

  read(stream: 'stdout' | 'stderr', take: (chunk: Buffer) => void): void {
    this.#child[stream]?.on('data', take)
  }

  /** Resolves when all that it wrote was read. Who left the group and holds its output open is not waited for. */
  async drained(): Promise<void> {
    const streams = [this.#child.stdout, this.#child.stderr].filter((stream) => stream !== null)
    const late = AbortSignal.timeout(drainTime)
    await Promise.all(streams.map((stream) => closed(stream, late)))
  }
}

async function closed(stream: Readable, late: AbortSignal): Promise<void> {
  if (!stream.closed) await once(stream, 'close', { signal: late }).catch(() => stream.destroy())
}
