import { randomBytes } from 'node:crypto'

import type { NativeProcess } from '../native/native-process.ts'

/** Milliseconds that a process may take to restore itself on a machine that is busy. */
const patience = 30_000

/** Processes that serve one program after the other, and restore their memory in between. */
export class WarmProcesses implements AsyncDisposable {
  readonly #start: () => Promise<NativeProcess>
  readonly #idle: NativeProcess[] = []
  readonly #restoring = new Set<Promise<void>>()
  readonly #all = new Set<NativeProcess>()
  #waiting = 0

  constructor(start: () => Promise<NativeProcess>) {
    this.#start = start
  }

  /** One that no program has touched since it was restored. Rejects as `start` does. */
  async take(): Promise<NativeProcess> {
    for (;;) {
      const known = this.#idle.pop()
      if (known && !known.stopped) return known
      if (known) continue
      if (this.#restoring.size <= this.#waiting) break
      this.#waiting += 1
      await Promise.race(this.#restoring)
      this.#waiting -= 1
    }
    const process = await this.#start()
    this.#all.add(process)
    void process.gone.then(() => this.#all.delete(process))
    return process
  }

  /** Takes one back that waits for a request, and has it restored. It is not waited for. */
  giveBack(process: NativeProcess): void {
    const restoring = this.#restore(process).then((isClean) => {
      this.#restoring.delete(restoring)
      if (isClean) this.#idle.push(process)
    })
    this.#restoring.add(restoring)
  }

  /** Takes one back that is as it was given. */
  giveBackClean(process: NativeProcess): void {
    this.#idle.push(process)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#restoring)
    await Promise.all([...this.#all].map((process) => process.close()))
  }

  /** The process alone knows when that is done: what it says then holds a number that no program in it has seen. */
  async #restore(process: NativeProcess): Promise<boolean> {
    const mark = randomBytes(8).toString('hex')
    const late = setTimeout(() => process.stop('timeout', 'it was not restored in time'), patience)
    try {
      const next = process.next()
      process.write(`\u0004${mark}`)
      const event = await next
      if (event.kind === 'line' && !event.more && event.text === JSON.stringify(['ready', mark])) return true
      await process.close()
      return false
    } finally {
      clearTimeout(late)
    }
  }
}
