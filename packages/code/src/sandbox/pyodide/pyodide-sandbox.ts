import type { Limits } from '../limits.ts'
import { killProcess } from '../native/launch.ts'
import type { NativeProcess } from '../native/native-process.ts'
import { openProcess } from '../native/open-process.ts'
import { provenWalls } from '../proven-walls.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { Candidate, Language, OpenOptions, Sandbox, ScriptJudge } from '../sandbox.ts'
import { pyodideVersion, unavailable } from './distribution.ts'
import type { Role } from './image.ts'
import { Images } from './images.ts'
import { PyodideCandidate } from './pyodide-candidate.ts'
import { PyodideJudge } from './pyodide-judge.ts'
import { realmCommand } from './realm-command.ts'
import { WarmProcesses } from './warm-processes.ts'

/**
 * Programs on CPython in WebAssembly, in a child process, for machines without user namespaces. It contains faults and
 * programs that cheat; its wall is WebAssembly's and V8's, so it is not for tenants who mean harm. Processes stay warm: after each program the whole
 * memory of Python is put back. Proves at first that it works here; rejects with a SandboxError 'unavailable' that
 * says what does not.
 */
export async function pyodideSandbox(): Promise<Sandbox> {
  const sandbox = new PyodideSandbox(new Images())
  try {
    sandbox.name = `pyodide ${pyodideVersion}, python ${await provenWalls(sandbox, question, unavailable)}`
    return sandbox
  } catch (cause) {
    await sandbox[Symbol.asyncDispose]()
    if (!(cause instanceof SandboxError) || cause.kind === 'unavailable') throw cause
    throw unavailable(cause.message, cause)
  }
}

/** Bytes that a process holds beside the memory of its program: Node.js, compiled code, the memory that is put back. */
const overhead = 384 * 2 ** 20

class PyodideSandbox implements Sandbox {
  name = `pyodide ${pyodideVersion}`
  readonly languages: readonly Language[] = ['python']
  readonly capabilities = walls
  readonly #images: Images
  readonly #pools = new Map<string, WarmProcesses>()

  constructor(images: Images) {
    this.#images = images
  }

  async open(options: OpenOptions): Promise<Candidate> {
    return new PyodideCandidate(this.#processes('candidate', options), ofProcess(options.limits))
  }

  async openJudge(options: OpenOptions): Promise<ScriptJudge> {
    return new PyodideJudge(this.#processes('judge', options), ofProcess(options.limits))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool[Symbol.asyncDispose]()))
    await this.#images[Symbol.asyncDispose]()
  }

  #processes(role: Role, { language, limits, hashSeed = 0, signal }: OpenOptions): WarmProcesses {
    signal?.throwIfAborted()
    if (!this.languages.includes(language))
      throw new SandboxError(`${this.name} runs ${this.languages.join(', ')}, not ${language}`, {
        kind: 'configuration',
      })
    const key = [role, hashSeed, limits.memoryBytes, limits.outputBytes, limits.fileBytes].join(' ')
    const known = this.#pools.get(key)
    if (known) return known
    const pool = new WarmProcesses(() => this.#start(role, limits, hashSeed))
    this.#pools.set(key, pool)
    return pool
  }

  async #start(role: Role, limits: Limits, hashSeed: number): Promise<NativeProcess> {
    const input = await this.#images.get(hashSeed)
    const launch = { ...realmCommand(role, limits), env: {}, input, detached: false, kill: killProcess }
    return openProcess(launch, ofProcess(limits), undefined)
  }
}

const walls = {
  network: 'kept out',
  files: 'kept out',
  environment: 'kept out',
  processes: 'kept out',
  memory: 'kept out',
  forgery: 'kept out',
} as const

const ofProcess = (limits: Limits): Limits => ({ ...limits, memoryBytes: limits.memoryBytes + overhead })

const question = String.raw`
def walls():
    import os, sys
    missing = []
    for name in ("js", "pyodide_js"):
        try:
            __import__(name)
            missing.append("JavaScript can be reached")
        except ImportError:
            pass
    if set(os.environ) - {"HOME", "PYTHONHASHSEED", "PYTHONINSPECT", "LD_LIBRARY_PATH"} - {"USER", "LOGNAME", "PATH", "PWD", "LANG", "_"}:
        missing.append("the environment can be read")
    try:
        import socket
        socket.socket()
        missing.append("sockets can be opened")
    except OSError:
        pass
    try:
        open("/lib/x", "w")
        missing.append("files can be written")
    except OSError:
        pass
    return ["%d.%d.%d" % sys.version_info[:3], missing]
`
