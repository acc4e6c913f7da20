import { limitsOf } from '../limits.ts'
import { pickSandbox } from '../pick-sandbox.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { Candidate, Capabilities, Language, OpenOptions, Sandbox, ScriptJudge } from '../sandbox.ts'
import { PistonCandidate } from './piston-candidate.ts'
import { PistonClient, type Runtime, type ServerOptions } from './piston-client.ts'

export interface PistonOptions extends ServerOptions {
  /** The version of Python, as the server lists it (default: the newest). */
  readonly runtime?: string | undefined
  /** Where test code runs, which is trusted and leaves this machine for nobody (default: the strongest sandbox here). */
  readonly judge?: Sandbox | undefined
}

/**
 * Programs on another machine, by the API of Piston (github.com/engineer-man/piston, API v2): inputs go there, answers come back, and
 * verdicts are found here. Rejects with a TypeError for an address that is none; with a SandboxError 'unavailable' where nobody
 * answers there, 'configuration' for a server without that Python or that refuses to run programs, 'protocol' where it is no Piston.
 */
export async function piston(options: PistonOptions): Promise<Sandbox> {
  const client = new PistonClient(options)
  const runtime = chosen(await client.runtimes(), options.runtime, client.address)
  const isAlone = await seesNoNetwork(client, runtime)
  return new PistonSandbox({ client, runtime, isAlone, judge: options.judge })
}

function chosen(all: readonly Runtime[], version: string | undefined, address: string): Runtime {
  const pythons = all
    .filter(({ language, runtime = 'cpython' }) => language === 'python' && runtime === 'cpython')
    .toSorted((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }))
  const found = version === undefined ? pythons[0] : pythons.find((one) => one.version === version)
  if (found) return found
  const there = pythons.map((one) => one.version).join(', ')
  throw new SandboxError(
    `Piston at ${address} has no ${version === undefined ? 'Python' : `Python ${version}`}${there === '' ? '' : `; it has ${there}`}`,
    { kind: 'configuration' },
  )
}

/** Limits that a server takes which was never told its own. */
const modest = limitsOf({ cpuSeconds: 3, wallSeconds: 3 })

/** Runs a first program, which says whether there is any network where it is. */
async function seesNoNetwork(client: PistonClient, runtime: Runtime): Promise<boolean> {
  await using candidate = new PistonCandidate(client, runtime, { language: 'python', limits: modest })
  await candidate.load(question)
  const answer = await candidate.call('networks', [])
  if (answer.status === 'returned' && Array.isArray(answer.value)) return answer.value.length === 0
  const why = 'why' in answer ? `: ${answer.why}` : ''
  throw new SandboxError(`Piston at ${client.address} runs no program${why}`, { kind: 'configuration' })
}

const question = String.raw`
def networks():
    with open("/proc/net/dev") as file:
        names = [line.split(":")[0].strip() for line in file if ":" in line]
    return [name for name in names if name != "lo"]
`

interface Parts {
  readonly client: PistonClient
  readonly runtime: Runtime
  readonly isAlone: boolean
  readonly judge: Sandbox | undefined
}

class PistonSandbox implements Sandbox {
  readonly name: string
  readonly languages: readonly Language[] = ['python']
  readonly capabilities: Capabilities
  readonly #parts: Parts
  #judge: Promise<Sandbox> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.name = `piston at ${parts.client.address}, python ${parts.runtime.version}`
    // Of this machine it sees nothing.
    this.capabilities = {
      network: parts.isAlone ? 'kept out' : 'not kept out',
      files: 'kept out',
      environment: 'kept out',
      processes: 'kept out',
      memory: 'kept out',
      forgery: 'kept out',
    }
  }

  async open(options: OpenOptions): Promise<Candidate> {
    options.signal?.throwIfAborted()
    if (!this.languages.includes(options.language))
      throw new SandboxError(`${this.name} runs python, not ${options.language}`, { kind: 'configuration' })
    return new PistonCandidate(this.#parts.client, this.#parts.runtime, options)
  }

  async openJudge(options: OpenOptions): Promise<ScriptJudge> {
    const { judge } = this.#parts
    this.#judge ??= judge ? Promise.resolve(judge) : pickSandbox().then(({ sandbox }) => sandbox)
    return (await this.#judge).openJudge(options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#parts.judge) return
    // Who asked for it was told where there is none.
    const own = await this.#judge?.catch(() => undefined)
    await own?.[Symbol.asyncDispose]()
  }
}
