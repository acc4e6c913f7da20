import type { Value } from '../codec/value.ts'
import { shownText } from '../sandbox/untrusted-text.ts'
import type { Verdict } from '../verdict.ts'
import { fits } from './fits.ts'
import { PropertyCase, type CaseOutcome, type Exchange, type PropertyBench } from './property-case.ts'
import { smallerTogether } from './smaller-together.ts'

/** Cases that are run to make a counterexample smaller; of programs that ran into a limit, which takes its time. */
const mostSmaller = 500
const mostSmallerStopped = 4

interface Found {
  readonly verdict: Verdict
  readonly inputs: readonly Value[]
  readonly shrinks: number
}

/** Tries inputs that it is given, and keeps those for which a property does not hold: each is smaller than the one before. */
export class CounterexampleSearch {
  readonly #bench: PropertyBench
  #tried = 0
  #smallerLeft = mostSmaller
  #found: Found | undefined
  /** Not what a program did, but what kept it from being run. */
  #broken: { readonly error: unknown } | undefined

  constructor(bench: PropertyBench) {
    this.#bench = bench
  }

  /** Undefined for inputs that are left out. */
  async holds(inputs: readonly Value[]): Promise<boolean | undefined> {
    if (this.#broken || this.#smallerLeft === 0) return true
    try {
      const verdict = await this.#tryOut(inputs)
      return verdict && this.#note(inputs, verdict)
    } catch (error) {
      this.#broken = { error }
      return true
    }
  }

  /** What came of the search. Rejects with what it was broken off by. */
  async verdict({ cases, leftOut }: { readonly cases: number; readonly leftOut: number }): Promise<Verdict> {
    this.#throwIfBroken()
    const test = this.#bench.test.id
    const tried = this.#tried
    await this.#shrinkTogether()
    this.#throwIfBroken()
    const found = this.#found && (await this.#lasting(this.#found))
    if (found) {
      const names = Object.keys(this.#bench.test.inputs)
      const inputs = found.inputs.map((value, place) => ({ name: names[place]!, value }))
      return { ...found.verdict, cases: tried, counterexample: { inputs, shrinks: found.shrinks } }
    }
    if (tried === cases) return { test, status: 'passed', cases: tried, seconds: 0 }
    const why = `where leaves out too much: of ${tried + leftOut} inputs ${tried} were taken, and ${cases} are wanted; describe the inputs more closely`
    return { test, status: 'error', why, cases: tried, seconds: 0 }
  }

  #throwIfBroken(): void {
    if (this.#broken) throw this.#broken.error
  }

  /** Inputs that a property holds for are tried twice: a program that answers otherwise then is not right for them. */
  async #tryOut(inputs: readonly Value[]): Promise<Verdict | undefined> {
    const first = await this.#run(inputs)
    if (first.verdict?.status !== 'passed') return first.verdict
    return this.#compared(first, await this.#run(inputs))
  }

  #run(inputs: readonly Value[]): Promise<CaseOutcome> {
    return new PropertyCase(this.#bench, inputs).run()
  }

  #compared({ exchange }: CaseOutcome, again: CaseOutcome): Verdict {
    const { test } = this.#bench
    const place = exchange.findIndex(({ call, said }, index) => {
      const other = again.exchange[index]
      return other?.call !== call || other.said !== said
    })
    if (place < 0) return again.verdict ?? { test: test.id, status: 'passed', seconds: 0 }
    const why = otherwise(exchange[place]!, again.exchange[place])
    return { test: test.id, status: 'failed', why, seconds: 0 }
  }

  /** Smaller inputs have to fail in the same way, so that they explain the failure that was found. */
  #note(inputs: readonly Value[], verdict: Verdict): boolean {
    const { status } = verdict
    if (!this.#found) {
      this.#tried += 1
      if (status === 'passed') return true
      const isStopped = status !== 'failed' && status !== 'error'
      this.#smallerLeft = isStopped ? mostSmallerStopped : mostSmaller
      this.#found = { inputs, verdict, shrinks: 0 }
      return false
    }
    this.#smallerLeft -= 1
    if (status !== this.#found.verdict.status) return true
    this.#found = { inputs, verdict, shrinks: this.#found.shrinks + 1 }
    return false
  }

  /** Goes on from the smallest that was found, as long as it becomes smaller. */
  async #shrinkTogether(): Promise<void> {
    const descriptions = Object.values(this.#bench.test.inputs)
    for (let before: Found | undefined; this.#found !== before;) {
      before = this.#found
      for (const inputs of smallerTogether(this.#found?.inputs ?? [])) {
        const isInput = inputs.every((value, place) => fits(descriptions[place]!, value))
        if (isInput && (await this.holds(inputs)) === false) break
      }
    }
  }

  /** Says of a program that it is right for the counterexample when it is asked again. */
  async #lasting(found: Found): Promise<Found> {
    const { status, why } = found.verdict
    if ((status !== 'failed' && status !== 'error') || why !== undefined) return found
    const { verdict: again } = await this.#run(found.inputs)
    if (again?.status === status) return found
    return {
      ...found,
      verdict: { ...found.verdict, why: 'asked again with the same inputs, it went otherwise' },
    }
  }
}

function otherwise({ call, said }: Exchange, again: Exchange | undefined): string {
  const brief = shownText(said, 300)
  if (again?.call !== call) return `${call} ${brief}, and was not called when the inputs came again`
  return `${call} ${brief}, and when it was asked again ${shownText(again.said, 300)}`
}
