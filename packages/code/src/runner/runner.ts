import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'

import type { ContentCache } from '@textgrad/host'

import { coverageOf } from '../coverage/coverage.ts'
import { limitsOf, type Limits } from '../sandbox/limits.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { checkedTests } from '../tests/checked-tests.ts'
import type { Test } from '../tests/test.ts'
import type { Program } from '../values.ts'
import type { Result } from '../verdict.ts'
import { CandidatePool } from './candidate-pool.ts'
import { compareRuns } from './flaky.ts'
import { Judges } from './judges.ts'
import { runTests } from './run-tests.ts'
import { Turns } from './turns.ts'

export interface RunnerOptions {
  /** Where programs run. It stays open. */
  readonly sandbox: Sandbox
  /** Programs at once (default: one per core). What comes of each does not depend on it. */
  readonly workers?: number | undefined
  readonly limits?: Partial<Limits> | undefined
  /**
   * 'program' (default): the tests of a program meet it one after the other, with what earlier ones left in it. 'test':
   * each gets a fresh one.
   */
  readonly fresh?: 'program' | 'test' | undefined
  /** Run everything with two seeds for hashes and tell what differs (default: false). */
  readonly findFlaky?: boolean | undefined
  /** Keeps results that depend on nothing but program, tests and limits. */
  readonly cache?: ContentCache | undefined
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined
  /**
   * Run the program once more with a tracer, and tell which of its lines no test runs (default: false): Python in every sandbox, JavaScript
   * and TypeScript in Node.js, where tests of whole programs are refused.
   */
  readonly coverage?: boolean | undefined
}

export interface Runner extends AsyncDisposable {
  /** Part of the keys of caches and journals: all that a result depends on besides the program and its tests. */
  readonly id: string
  /**
   * What comes of a program under these tests; the verdicts are in their order. Rejects with a TypeError for tests that are
   * none or share an id, a SandboxError where programs cannot be run or their lines not be told ('configuration'), a StoreError of the cache, or the reason of the signal.
   */
  run(program: Program, tests: readonly Test[], options?: RunOptions): Promise<Result>
}

/** Raised with every change of what a result says. */
const version = 1

/** Runs programs against tests. @throws RangeError for workers or limits that are none */
export function runner(options: RunnerOptions): Runner {
  return new ParallelRunner(options)
}

class ParallelRunner implements Runner {
  readonly id: string
  readonly #options: RunnerOptions
  readonly #limits: Limits
  readonly #turns: Turns
  readonly #tools = new Map<string, Tools>()
  #closed = false

  constructor(options: RunnerOptions) {
    const { sandbox, workers = availableParallelism(), fresh = 'program', findFlaky = false } = options
    this.#options = options
    this.#limits = limitsOf(options.limits)
    this.#turns = new Turns(workers)
    this.id = JSON.stringify([version, sandbox.name, this.#limits, fresh, findFlaky])
  }

  async run(program: Program, tests: readonly Test[], { signal, coverage = false }: RunOptions = {}) {
    checkedTests(tests, program.language)
    signal?.throwIfAborted()
    const { cache } = this.#options
    const key = cache && sha256(JSON.stringify([this.id, program, tests, ...(coverage ? ['coverage'] : [])]))
    const kept = key && (await cache.get(key))
    if (kept) return JSON.parse(kept) as Result
    const result = await this.#turns.run(() => this.#run(program, tests, { signal, coverage }), signal)
    if (key && isLasting(result)) await cache.put(key, JSON.stringify(result))
    return result
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    for (const { pool, judges } of this.#tools.values()) {
      await pool[Symbol.asyncDispose]()
      await judges[Symbol.asyncDispose]()
    }
  }

  async #run(program: Program, tests: readonly Test[], { signal, coverage }: RunOptions): Promise<Result> {
    const result = await this.#verdicts(program, tests, signal)
    if (!coverage || result.loadError) return result
    const { sandbox } = this.#options
    const found = await coverageOf(program, tests, { sandbox, limits: this.#limits, signal })
    return { ...result, ...(found && { coverage: found }) }
  }

  async #verdicts(
    program: Program,
    tests: readonly Test[],
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    const once = (hashSeed: number) => {
      const { pool, judges } = this.#toolsFor(program, hashSeed)
      return runTests(program.source, tests, {
        language: program.language,
        pool,
        judges,
        limits: this.#limits,
        fresh: this.#options.fresh === 'test',
        signal,
      })
    }
    const first = await once(0)
    return this.#options.findFlaky ? compareRuns(first, await once(1)) : first
  }

  #toolsFor({ language }: Program, hashSeed: number): Tools {
    // Nobody would close what is opened now.
    if (this.#closed) throw new TypeError('The runner has been disposed of, so it runs nothing any more')
    const key = `${language} ${hashSeed}`
    const known = this.#tools.get(key)
    if (known) return known
    const { sandbox } = this.#options
    const open = { language, limits: this.#limits, hashSeed }
    const tools = {
      pool: new CandidatePool(() => sandbox.open(open), this.#turns.size),
      judges: new Judges(() => sandbox.openJudge(open)),
    }
    this.#tools.set(key, tools)
    return tools
  }
}

interface Tools {
  readonly pool: CandidatePool
  readonly judges: Judges
}

const sha256 = (text: string): string => createHash('sha256').update(text.toWellFormed()).digest('hex')

/** Whether the same would come again on a machine that is busier or has less memory. */
const isLasting = ({ verdicts }: Result): boolean =>
  verdicts.every(({ status }) => status === 'passed' || status === 'failed' || status === 'error')
