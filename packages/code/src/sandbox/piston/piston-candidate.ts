import { randomBytes } from 'node:crypto'

import { checkedValue } from '../../codec/codec.ts'
import type { Value } from '../../codec/value.ts'
import { pythonCandidate } from '../../python/candidate.ts'
import type { Answer } from '../answer.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { Candidate, OpenOptions, RequestOptions } from '../sandbox.ts'
import { pistonDriver } from './driver.ts'
import type { Execution, PistonClient, Runtime } from './piston-client.ts'
import { stageAnswer } from './stage-answer.ts'

/**
 * A program that a Piston server runs. It keeps no processes, so that the program is loaded anew for every call: within the same
 * limits, and without what an earlier call left in it.
 */
export class PistonCandidate implements Candidate {
  readonly #client: PistonClient
  readonly #runtime: Runtime
  readonly #options: OpenOptions
  #source: string | undefined
  #busy = false

  constructor(client: PistonClient, runtime: Runtime, options: OpenOptions) {
    this.#client = client
    this.#runtime = runtime
    this.#options = options
  }

  async load(source: string, options?: RequestOptions): Promise<Answer> {
    this.#source = source
    return this.#request([['load', source]], options)
  }

  async call(name: string, args: readonly Value[], options?: RequestOptions): Promise<Answer> {
    const call: readonly Value[] = ['call', name, checkedValue(args, 1)]
    return this.#request(this.#source === undefined ? [call] : [['load', this.#source], call], options)
  }

  run(source: string, stdin: string, options?: RequestOptions): Promise<Answer> {
    return this.#request([['run', source, stdin]], options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The server ends what it began.
  }

  async #request(
    requests: readonly (readonly Value[])[],
    { signal = this.#options.signal, wallSeconds: left = Number.POSITIVE_INFINITY }: RequestOptions = {},
  ): Promise<Answer> {
    if (this.#busy) throw new TypeError('a program is asked one thing at a time')
    this.#busy = true
    try {
      const { limits } = this.#options
      const wallSeconds = Math.min(left, limits.wallSeconds)
      const [id, mark] = [randomBytes(8).toString('hex'), randomBytes(8).toString('hex')]
      const isRun = requests[0]![0] === 'run'
      const task = { mark, isRun, requests: requests.map((parts) => JSON.stringify([id, ...parts])) }
      const started = performance.now()
      const stage = await this.#client.execute(this.#execution(task, wallSeconds), signal)
      if (stage.status === 'XX')
        throw new SandboxError(`Piston at ${this.#client.address} failed to run a program`, { kind: 'io' })
      const seconds = (performance.now() - started) / 1000
      return stageAnswer(stage, { id, mark, limits, wallSeconds, seconds, isRun })
    } finally {
      this.#busy = false
    }
  }

  #execution(
    task: { readonly mark: string; readonly requests: readonly string[] },
    wallSeconds: number,
  ): Execution {
    const { limits, hashSeed = 0 } = this.#options
    const { cpuSeconds, memoryBytes, processes, fileBytes, outputBytes } = limits
    const { language, version } = this.#runtime
    return {
      language,
      version,
      files: [
        { name: 'main.py', content: pistonDriver },
        { name: 'candidate.py', content: pythonCandidate },
      ],
      stdin: JSON.stringify({
        ...task,
        limits: [memoryBytes, processes, fileBytes],
        cpuSeconds,
        outputBytes,
        hashSeed,
      }),
      run_timeout: Math.ceil(wallSeconds * 1000),
      run_cpu_time: Math.ceil(cpuSeconds * 1000),
      // What passes things on takes some too.
      run_memory_limit: memoryBytes + driverBytes,
    }
  }
}

const driverBytes = 64 * 2 ** 20
