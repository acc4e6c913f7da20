import { spawn, type ChildProcess } from 'node:child_process'
import type { Duplex, Readable, Stream } from 'node:stream'

import type { Stop } from '../answer.ts'
import type { Limits } from '../limits.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { Launch } from './launch.ts'
import { Lines } from './lines.ts'

/** What comes from a process: a line on its channel, or that there will be none any more. */
export type Event =
  | { readonly kind: 'line'; readonly text: string; readonly more: boolean }
  | { readonly kind: 'stop'; readonly status: Stop; readonly why: string }

/** Milliseconds to be told of a process that is to be killed. */
const patience = 1000
const errorTail = 4000

/**
 * A process with a channel of lines on descriptor 3. What it prints is counted, kept as far as it is allowed, and never
 * read as anything else. It is killed with all that it started.
 */
export class NativeProcess {
  readonly #child: ChildProcess
  readonly #launch: Launch
  readonly #limits: Limits
  readonly #lines = new Lines()
  readonly #output: Buffer[] = []
  #errors = ''
  #bytes = 0
  #root: number | undefined
  #stop: Extract<Event, { kind: 'stop' }> | undefined
  #next: ((event: Event) => void) | undefined
  #killed = false
  /** Resolves when it is gone. */
  readonly gone: Promise<void>

  /** Throws a SandboxError where it cannot be started. */
  constructor(launch: Launch, limits: Limits) {
    this.#launch = launch
    this.#limits = limits
    try {
      this.#child = start(launch)
    } catch (cause) {
      throw new SandboxError(`${launch.command} could not be started: ${(cause as Error).message}`, {
        kind: 'io',
        cause,
      })
    }
    const ended = Promise.withResolvers<void>()
    this.gone = ended.promise
    this.#child.on('error', (error) => {
      this.#end('crashed', `${launch.command} could not be started: ${error.message}`)
      if (this.#child.pid === undefined) ended.resolve()
    })
    this.#child.on('exit', (code, signal) => {
      if (this.#child.pid !== undefined) launch.ended?.(this.#child.pid)
      this.#exited(code, signal)
      ended.resolve()
    })
    if (this.#child.pid !== undefined) launch.started?.(this.#child.pid)
    this.#listen()
  }

  /** The root of its processes, as far as it is known. */
  get root(): number | undefined {
    return this.#root
  }

  /** How it ended or was stopped. */
  get stopped(): Extract<Event, { kind: 'stop' }> | undefined {
    return this.#stop
  }

  /** The last of what it wrote to standard error. */
  get errors(): string {
    return this.#errors
  }

  /** What it printed, as far as it was allowed to. */
  get printed(): string {
    return Buffer.concat(this.#output).toString()
  }

  /** Its next line, or how it ended. One caller at a time. */
  next(): Promise<Event> {
    if (this.#stop) return Promise.resolve(this.#stop)
    return new Promise((resolve) => {
      this.#next = resolve
    })
  }

  write(line: string): void {
    this.#channel.write(`${line}\n`)
  }

  /** Kills it; whoever waits for a line is told why. The first reason is kept. */
  stop(status: Stop, why: string): void {
    this.#end(status, why)
    this.#kill()
  }

  /** Kills what there is of it. Resolves when it is gone and all that it printed has been read. */
  async close(): Promise<void> {
    this.#end('exited', 'it was closed')
    this.#kill()
    await this.gone
    const streams = [this.#child.stdout, this.#child.stderr].filter((stream) => stream !== null)
    await Promise.all(streams.map(closed))
    for (const stream of this.#child.stdio) stream?.destroy()
  }

  get #channel(): Duplex {
    return this.#child.stdio[3] as Duplex
  }

  #listen(): void {
    const stdio: readonly (Stream | null | undefined)[] = this.#child.stdio
    for (const stream of stdio) stream?.on('error', () => {})
    this.#child.stdout?.on('data', (chunk: Buffer) => this.#count(chunk, true))
    this.#child.stderr?.on('data', (chunk: Buffer) => this.#count(chunk, false))
    const channel = stdio[3] as Duplex | undefined
    channel?.on('data', (chunk: Buffer) => this.#read(chunk))
    if (this.#launch.filter === undefined) {
      this.#root = this.#child.pid
      return
    }
    ;(stdio[4] as Duplex | undefined)?.end(this.#launch.filter)
    let told = ''
    ;(stdio[5] as Readable | undefined)?.on('data', (chunk: Buffer) => {
      told += chunk.toString()
      const pid = /"child-pid":\s*(\d+)/.exec(told)?.[1]
      if (pid === undefined) return
      this.#root = Number(pid)
      if (this.#killed) this.#kill()
    })
  }

  #count(chunk: Buffer, isOutput: boolean): void {
    this.#bytes += chunk.length
    if (this.#bytes > this.#limits.outputBytes)
      this.stop('output', `more than ${this.#limits.outputBytes} bytes of output`)
    else if (isOutput) this.#output.push(chunk)
    else this.#errors = (this.#errors + chunk.toString()).slice(-errorTail)
  }

  #read(chunk: Buffer): void {
    if (this.#stop) return
    const lines = this.#lines.add(chunk)
    if (!lines) {
      this.stop('protocol', 'an answer is larger than 16 MB')
      return
    }
    for (const [index, text] of lines.entries()) {
      const next = this.#next
      this.#next = undefined
      if (!next) {
        this.stop('protocol', 'it wrote an answer that nobody asked for')
        return
      }
      next({ kind: 'line', text, more: index < lines.length - 1 || this.#lines.isOpen })
    }
  }

  #exited(code: number | null, signal: NodeJS.Signals | null): void {
    // bwrap tells by 128 + its number that a signal ended the program.
    const bySignal = signal !== null || (this.#launch.filter !== undefined && (code ?? 0) > 128)
    if (bySignal) this.#end('crashed', `a signal ended it: ${signal ?? (code ?? 0) - 128}`)
    else this.#end('exited', 'it ended without an answer')
  }

  #end(status: Stop, why: string): void {
    this.#stop ??= { kind: 'stop', status, why }
    const next = this.#next
    this.#next = undefined
    next?.(this.#stop)
  }

  /**
   * The first process within the walls takes all others with it, and the one outside reaps it. Killing the outer one
   * would leave a zombie, so that is the last resort.
   */
  #kill(): void {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    if (this.#root !== undefined) {
      this.#launch.kill(this.#root)
      return
    }
    if (this.#killed) return
    this.#killed = true
    const late = setTimeout(() => this.#child.kill('SIGKILL'), patience)
    void this.gone.then(() => clearTimeout(late))
  }
}

function start({ command, args, env, user, filter, input, detached }: Launch): ChildProcess {
  const walls = filter === undefined ? [] : (['pipe', 'pipe'] as const)
  return spawn(command, args, {
    cwd: '/',
    env: { ...env },
    detached,
    stdio: [input ?? 'ignore', 'pipe', 'pipe', 'pipe', ...walls],
    ...(user === undefined ? {} : { uid: user, gid: user }),
  })
}

async function closed(stream: Readable): Promise<void> {
  if (stream.closed) return
  await new Promise<void>((resolve) => {
    const late = setTimeout(() => {
      stream.destroy()
      resolve()
    }, patience)
    stream.once('close', () => {
      clearTimeout(late)
      resolve()
    })
  })
}
