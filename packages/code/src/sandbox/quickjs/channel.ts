import { readSync, writeSync } from 'node:fs'
import process from 'node:process'

const pieceLength = 65_536

/** The channel of lines on descriptor 3, from the inside of a process that does one thing after the other. */
export class Channel {
  readonly #chunk = Buffer.alloc(65_536)
  #pieces: Buffer[] = []

  /** The next line. Where there is none any more, the process ends: nobody is left to be told. */
  receive(): string {
    for (;;) {
      const end = this.#pieces.at(-1)?.indexOf(10) ?? -1
      if (end >= 0) return this.#take(end)
      const size = patiently(() => readSync(3, this.#chunk))
      if (size === 0) process.exit(0)
      this.#pieces.push(Buffer.from(this.#chunk.subarray(0, size)))
    }
  }

  /** Writes a line that is made of these parts. */
  send(...parts: readonly string[]): void {
    for (const part of parts) writeAll(3, part)
    writeAll(3, '\n')
  }

  #take(end: number): string {
    const last = this.#pieces.pop()!
    const line = Buffer.concat([...this.#pieces, last.subarray(0, end)]).toString()
    this.#pieces = end + 1 < last.length ? [last.subarray(end + 1)] : []
    return line
  }
}

/**
 * Writes all of a text, in pieces, so that a text that is as large as it may be is not held twice. Ends the process where nobody
 * reads any more.
 */
export function writeAll(descriptor: number, text: string): void {
  for (let start = 0, end = 0; start < text.length; start = end) {
    end = start + pieceLength
    // The two halves of a character stay together.
    if (isHighSurrogate(text.charCodeAt(end - 1))) end += 1
    let rest = Buffer.from(text.slice(start, end))
    while (rest.length > 0) rest = rest.subarray(patiently(() => writeSync(descriptor, rest)))
  }
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00

/** Tries again what would have to wait; anything else means that nobody is there any more. */
function patiently(attempt: () => number): number {
  for (;;) {
    try {
      return attempt()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') process.exit(0)
      pause(1)
    }
  }
}

/** Waits so many milliseconds, or until this process is killed. */
export function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
