import { pythonText } from '../codec/python-text.ts'
import type { Value } from '../codec/value.ts'
import { keyOf } from '../judge/equal.ts'
import { judgeCall, unanswered } from '../judge/judge-answer.ts'
import { judgeScript } from '../judge/judge-script.ts'
import type { LoadedProgram } from '../runner/loaded-program.ts'
import { hasStopped, type Answer } from '../sandbox/answer.ts'
import type { Limits } from '../sandbox/limits.ts'
import type { ScriptOutcome } from '../sandbox/sandbox.ts'
import { shownText } from '../sandbox/untrusted-text.ts'
import type { PropertyTest } from '../tests/test.ts'
import type { Verdict } from '../verdict.ts'
import { asks } from './case-script.ts'
import { stop, told, type Asked, type CaseSession } from './case-session.ts'

/** What every case of a property test needs. */
export interface PropertyBench {
  readonly test: PropertyTest
  /** Where test code is needed. */
  readonly session: CaseSession | undefined
  /** Lines of the test code before those of the test. */
  readonly linesBefore: number
  readonly program: LoadedProgram
  /** The program that is right, in a place of its own. */
  readonly reference: LoadedProgram | undefined
  readonly limits: Limits
  readonly signal?: AbortSignal | undefined
}

export interface CaseOutcome {
  /** Undefined for inputs that are left out. */
  readonly verdict: Verdict | undefined
  /** What the program was asked and said, in words; the same for a program that does the same. */
  readonly exchange: readonly Exchange[]
}

export interface Exchange {
  readonly call: string
  readonly said: string
}

/** A property for one list of inputs. */
export class PropertyCase implements Asked {
  readonly #bench: PropertyBench
  readonly inputs: readonly Value[]
  readonly #started = performance.now()
  readonly #exchange: Exchange[] = []
  /** What the program said last. */
  #last: Answer | undefined
  #result: Value | undefined
  #isLeftOut = false
  /** Known before the test code ends. */
  #verdict: Verdict | undefined

  constructor(bench: PropertyBench, inputs: readonly Value[]) {
    this.#bench = bench
    this.inputs = inputs
  }

  /** Rejects with a SandboxError or the reason of the signal. */
  async run(): Promise<CaseOutcome> {
    const { session, reference } = this.#bench
    const served = await session?.serve(this)
    if (served === 'late') return new PropertyCase(this.#bench, this.inputs).run()
    if (this.#isLeftOut) return { verdict: undefined, exchange: [] }
    let verdict = served && this.#verdictOn(served)
    if (reference && (!verdict || verdict.status === 'passed')) verdict = await this.#compared(reference)
    return { verdict: verdict!, exchange: this.#exchange }
  }

  get #seconds(): number {
    return (performance.now() - this.#started) / 1000
  }

  #verdictOn(served: 'went on' | ScriptOutcome): Verdict {
    const { test, program, linesBefore } = this.#bench
    const isTimeout = served !== 'went on' && served.status === 'timeout'
    if (isTimeout) program.drop()
    if (this.#verdict && !isTimeout) return { ...this.#verdict, seconds: this.#seconds }
    const outcome = served === 'went on' ? ({ status: 'passed' } as const) : served
    const verdict = judgeScript(test.id, outcome, { last: this.#last, seconds: this.#seconds })
    const { testLine, ...rest } = verdict
    const line = (testLine ?? 0) - linesBefore
    return {
      ...rest,
      ...(verdict.status === 'failed' && this.#result !== undefined && { got: this.#result }),
      ...(test.check !== undefined && line > 0 && { testLine: line }),
    }
  }

  /** Answers the test code: what concerns the case here, everything else by the program. */
  async answer(name: string, args: readonly Value[]): Promise<Answer> {
    switch (name) {
      case asks.where:
        return this.#where(args[0]!)
      case asks.result: {
        const answer = await this.#call(this.#bench.test.function!, this.inputs)
        if (answer.status !== 'returned') return this.#end(unanswered(this.#bench.test.id, answer))
        this.#result = answer.value
        return told([answer.value])
      }
      case asks.leave:
        return stop
      case asks.holds:
        return this.#holds(args[0]!)
      default:
        return this.#call(name, args)
    }
  }

  #where(value: Value): Answer {
    if (typeof value !== 'boolean') return this.#end(this.#noAnswer('where', value))
    this.#isLeftOut = !value
    return told(value)
  }

  #holds(value: Value): Answer {
    if (typeof value !== 'boolean') return this.#end(this.#noAnswer('property', value))
    if (value) return told(null)
    return this.#end({
      test: this.#bench.test.id,
      status: 'failed',
      ...(this.#result !== undefined && { got: this.#result }),
      ...(this.#last && this.#last.stdout !== '' && { stdout: this.#last.stdout }),
      seconds: 0,
    })
  }

  /** A list or a number is no claim, though Python would take it for true. */
  #noAnswer(field: 'where' | 'property', value: Value): Verdict {
    const why = `${field} gave ${shownText(pythonText(value), 200)}, which is neither true nor false`
    return { test: this.#bench.test.id, status: 'error', why, seconds: 0 }
  }

  #end(verdict: Verdict): Answer {
    this.#verdict ??= verdict
    return stop
  }

  async #call(name: string, args: readonly Value[]): Promise<Answer> {
    const { program, limits, signal } = this.#bench
    const isFirst = this.#last === undefined
    const wallSeconds = isFirst ? limits.wallSeconds : Math.max(0.001, limits.wallSeconds - this.#seconds)
    const answer = await program.call(name, args, { signal, wallSeconds })
    this.#last = answer
    this.#exchange.push({ call: callWords(name, args), said: saidBy(answer) })
    return answer
  }

  async #compared(reference: LoadedProgram): Promise<Verdict> {
    const { test, signal } = this.#bench
    const name = test.function!
    const right = await reference.call(name, this.inputs, { signal })
    if (right.status !== 'returned') {
      const why = `the reference does not answer these inputs (${wordsOf(right)}); where can leave them out`
      return { test: test.id, status: 'error', why, seconds: this.#seconds }
    }
    const expectation = {
      kind: 'call',
      id: test.id,
      call: { function: name, args: this.inputs },
      expected: right.value,
      tolerance: test.tolerance,
    } as const
    return { ...judgeCall(expectation, await this.#call(name, this.inputs)), seconds: this.#seconds }
  }
}

const callWords = (name: string, args: readonly Value[]): string =>
  shownText(`${name}(${args.map(pythonText).join(', ')})`, 300)

/** The whole of an answer, by which it is compared: nan is nan here. */
const saidBy = (answer: Answer): string =>
  answer.status === 'returned' ? `gave ${keyOf(answer.value)}` : wordsOf(answer)

function wordsOf(answer: Exclude<Answer, { readonly status: 'returned' }>): string {
  if (hasStopped(answer)) return `was stopped (${answer.status}): ${answer.why}`
  return `raised ${answer.exception.type}: ${shownText(answer.exception.text, 300)}`
}
