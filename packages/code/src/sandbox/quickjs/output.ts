import { writeAll } from './channel.ts'

/** How much of what a call prints is told with its answer, characters. */
const mostKept = 2000
const chunk = 65_536

/** What a program prints: the first of it is kept for the answer, the rest written on, where it counts against the limit. */
export class Output {
  readonly #most: number
  #kept = ''
  #pending = ''

  /** All of it is written on where nothing is kept. */
  constructor(keeps: boolean) {
    this.#most = keeps ? mostKept : 0
  }

  print(text: string): void {
    const room = Math.max(0, this.#most - this.#kept.length)
    this.#kept += text.slice(0, room)
    this.#pending += text.slice(room)
    if (this.#pending.length > chunk) this.flush()
  }

  /** Writes what waits. */
  flush(): void {
    writeAll(1, this.#pending)
    this.#pending = ''
  }

  /** What was kept since it was asked last. */
  take(): string {
    this.flush()
    const kept = this.#kept
    this.#kept = ''
    return kept
  }
}
