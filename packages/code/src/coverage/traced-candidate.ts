import type { Value } from '../codec/value.ts'
import { hasStopped, type Answer } from '../sandbox/answer.ts'
import { SandboxError } from '../sandbox/sandbox-error.ts'
import type { Candidate, Language, RequestOptions } from '../sandbox/sandbox.ts'
import { nodeTracer } from './node-tracer.ts'
import { pythonTracer } from './python-tracer.ts'

/** Lines of a program, from 1. */
export interface TracedLines {
  /** Those at which there is something to run; undefined until it is loaded. */
  program: readonly number[] | undefined
  /** What loading runs. */
  readonly loaded: Set<number>
  /** What calls and whole runs do. */
  readonly ran: Set<number>
}

/**
 * A place for a program that tells which of its lines run, by a tracer in it. The program could lie about them. Requests reject with a
 * SandboxError 'configuration' where nothing can be traced: JavaScript outside of Node.js, and whole programs in it.
 */
export class TracedCandidate implements Candidate {
  readonly #candidate: Candidate
  readonly #language: Language
  readonly #lines: TracedLines

  constructor(candidate: Candidate, language: Language, lines: TracedLines) {
    this.#candidate = candidate
    this.#language = language
    this.#lines = lines
  }

  async load(source: string, options?: RequestOptions): Promise<Answer> {
    await this.#begin(source, options)
    const answer = await this.#candidate.load(source, options)
    return await this.#traced(answer, this.#lines.loaded, options)
  }

  async call(name: string, args: readonly Value[], options?: RequestOptions): Promise<Answer> {
    const answer = await this.#candidate.call(name, args, options)
    return await this.#traced(answer, this.#lines.ran, options)
  }

  /** Gives nothing: what it prints is not kept. */
  async run(source: string, stdin: string, options?: RequestOptions): Promise<Answer> {
    if (this.#language !== 'python') throw refusal('whole programs in Python alone')
    await this.#begin(source, options)
    await this.#candidate.call('_textgrad_lines', [], options)
    const answer = await this.#candidate.call('_textgrad_run', [source, stdin], options)
    if (answer.status === 'returned')
      return await this.#traced({ ...answer, value: '' }, this.#lines.ran, options)
    return await this.#traced(answer, this.#lines.ran, options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#candidate[Symbol.asyncDispose]()
  }

  async #begin(source: string, options: RequestOptions | undefined): Promise<void> {
    const tracer = this.#language === 'python' ? pythonTracer : nodeTracer
    const begun = await this.#candidate.load(tracer, options)
    if (begun.status === 'raised') throw refusal('Python, and JavaScript in Node.js')
    if (begun.status !== 'returned') return
    const found = await this.#candidate.call('_textgrad_program_lines', [source], options)
    if (found.status === 'returned') this.#lines.program = numbersIn(found.value)
  }

  /** Adds what has run to what is known, where the program is still there. */
  async #traced(answer: Answer, lines: Set<number>, { signal }: RequestOptions = {}): Promise<Answer> {
    if (hasStopped(answer)) return answer
    const told = await this.#candidate.call('_textgrad_lines', [], { signal })
    if (told.status === 'returned') for (const line of numbersIn(told.value)) lines.add(line)
    return answer
  }
}

const refusal = (what: string): SandboxError =>
  new SandboxError(`coverage is told of ${what}`, { kind: 'configuration' })

const numbersIn = (value: Value): readonly number[] =>
  Array.isArray(value) ? value.filter((line): line is number => typeof line === 'number') : []
