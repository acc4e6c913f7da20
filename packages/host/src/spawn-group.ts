import { atEnd } from './at-end.ts'
import { ProcessError, type ProcessErrorOptions } from './process-error.ts'
import { ProcessGroup, type Ended } from './process-group.ts'

export interface SpawnGroupOptions {
  /** Milliseconds until it is killed (default: no limit). */
  readonly deadline?: number | undefined
  /** Bytes of standard output, beyond which it is killed (default: 64 MiB). */
  readonly maxOutput?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly cwd?: string | undefined
  /** What it reads on its standard input (default: nothing). */
  readonly input?: string | undefined
}

export interface SpawnGroupResult {
  readonly stdout: string
  /** The last 16 KiB. */
  readonly stderr: string
}

const stderrBytes = 16 * 1024
const longestTimer = 2 ** 31 - 1

/**
 * Runs a program, without a shell, as the leader of a process group of its own, and gives what it wrote. The whole group
 * is killed on an abort, at the deadline, when it writes too much and when this process ends; what the program leaves
 * running when it ends is killed as well. This settles when the program is gone.
 *
 * Rejects with the reason of `signal`, with a ProcessError, with a RangeError for a limit that is none, or with a
 * TypeError for an argument that no program can get.
 */
export async function spawnGroup(
  command: string,
  args: readonly string[],
  options: SpawnGroupOptions = {},
): Promise<SpawnGroupResult> {
  const { deadline, maxOutput = 64 * 2 ** 20, signal, cwd, input = '' } = options
  requireLimit('deadline', deadline, longestTimer)
  requireLimit('maxOutput', maxOutput, Number.MAX_SAFE_INTEGER)
  signal?.throwIfAborted()
  const group = new ProcessGroup(command, args, cwd)
  const stderr = new Tail(stderrBytes)
  const fail = (words: string, about: Omit<ProcessErrorOptions, 'command' | 'stderr'>) =>
    new ProcessError(`${command} ${words}`, { command, stderr: stderr.text, ...about })
  const stdout = collect(group, maxOutput, () =>
    group.stop(fail(`wrote more than ${maxOutput} bytes`, { kind: 'output' })),
  )
  group.read('stderr', (chunk) => stderr.add(chunk))
  const late = () => group.stop(fail(`did not end within ${deadline} ms`, { kind: 'deadline' }))
  const timer = deadline === undefined ? undefined : setTimeout(late, deadline)
  const abort = () => group.stop(signal?.reason)
  signal?.addEventListener('abort', abort)
  const forget = atEnd(() => group.kill())
  try {
    group.write(input)
    const ended = await group.ended
    group.kill()
    await group.drained()
    if (group.stopped) throw group.stopped.reason
    const fault = faultOf(ended, stderr.text)
    if (fault) throw fail(fault.words, fault)
    return { stdout: Buffer.concat(stdout).toString(), stderr: stderr.text }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    forget()
  }
}

function requireLimit(name: string, value: number | undefined, most: number): void {
  if (value === undefined || (value > 0 && value <= most)) return
  throw new RangeError(`${name} must be above 0 and at most ${most}, not ${value}`)
}

/** The chunks of standard output, as long as they fit. */
function collect(group: ProcessGroup, most: number, beyond: () => void): Buffer[] {
  const chunks: Buffer[] = []
  let bytes = 0
  group.read('stdout', (chunk) => {
    bytes += chunk.length
    if (bytes <= most) chunks.push(chunk)
    else beyond()
  })
  return chunks
}

/** The last of a text of any length. */
class Tail {
  readonly #most: number
  #bytes = Buffer.alloc(0)

  constructor(most: number) {
    this.#most = most
  }

  add(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]).subarray(-this.#most)
  }

  get text(): string {
    return this.#bytes.toString()
  }
}

interface Fault extends Omit<ProcessErrorOptions, 'command' | 'stderr'> {
  readonly words: string
}

function faultOf(ended: Ended, stderr: string): Fault | undefined {
  if (ended.error) {
    const cause = ended.error
    if (cause.code === 'ENOENT') return { kind: 'missing', words: 'was not found', cause }
    return { kind: 'start', words: `could not be started: ${cause.message}`, cause }
  }
  const { code: exitCode, signal } = ended
  if (exitCode === 0) return undefined
  const said = stderr.trim().split('\n').at(-1)
  const because = said ? `: ${said.slice(0, 300)}` : ' and no message'
  return signal
    ? { kind: 'killed', words: `was ended by ${signal}`, signal }
    : { kind: 'exit', words: `ended with exit code ${exitCode}${because}`, exitCode }
}
