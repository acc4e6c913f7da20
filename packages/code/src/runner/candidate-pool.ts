import type { Candidate } from '../sandbox/sandbox.ts'

/** Candidates that were started before anybody needs them: starting one does not depend on the program. */
export class CandidatePool implements AsyncDisposable {
  readonly #open: () => Promise<Candidate>
  readonly #size: number
  readonly #ready: Promise<Candidate>[] = []
  readonly #closing = new Set<Promise<void>>()
  #closed = false

  /** Keeps so many ready from the first `take` on. */
  constructor(open: () => Promise<Candidate>, size: number) {
    this.#open = open
    this.#size = size
  }

  /** A fresh one, which the caller gives back to be closed. Rejects as `Sandbox.open` does. */
  async take(): Promise<Candidate> {
    // Those that are being closed take processor time and memory too.
    while (this.#closing.size > 2 * this.#size) await Promise.race(this.#closing)
    const candidate = this.#ready.shift() ?? this.#open()
    this.fill()
    return candidate
  }

  /** Closes one, without making anybody wait for it. */
  giveBack(candidate: Candidate): void {
    const closing = Promise.resolve(candidate[Symbol.asyncDispose]())
    this.#closing.add(closing)
    const forget = () => this.#closing.delete(closing)
    void closing.then(forget, forget)
  }

  /** Starts those that are missing. */
  fill(): void {
    while (!this.#closed && this.#ready.length < this.#size) {
      const candidate = this.#open()
      // Who takes it is told.
      candidate.catch(() => {})
      this.#ready.push(candidate)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    const ready = await Promise.allSettled(this.#ready.splice(0))
    for (const one of ready) if (one.status === 'fulfilled') this.giveBack(one.value)
    await Promise.all(this.#closing)
  }
}
