import type { ScriptJudge } from '../sandbox/sandbox.ts'

/** Judges for test code: each serves one test at a time, and many after each other. */
export class Judges implements AsyncDisposable {
  readonly #open: () => Promise<ScriptJudge>
  readonly #all = new Set<ScriptJudge>()
  readonly #idle: ScriptJudge[] = []

  constructor(open: () => Promise<ScriptJudge>) {
    this.#open = open
  }

  /** Rejects as `Sandbox.openJudge` and `work` do. */
  async with<T>(work: (judge: ScriptJudge) => Promise<T>): Promise<T> {
    let judge = this.#idle.pop()
    if (!judge) {
      judge = await this.#open()
      this.#all.add(judge)
    }
    try {
      return await work(judge)
    } finally {
      this.#idle.push(judge)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#all].map((judge) => judge[Symbol.asyncDispose]()))
  }
}
