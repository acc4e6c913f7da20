import { readSync, writeSync } from 'node:fs'

const channel = 3
const newline = 10
/** Begins a line that is for the process, and not for the program in it. */
const control = 4

/**
 * The process's side of its channel, outside of the realm. It takes whole lines from it, so that it sees each control line,
 * however a program reads.
 */
export class Channel {
  readonly #chunk = Buffer.alloc(1 << 18)
  #rest: Buffer = Buffer.alloc(0)
  #line: Buffer = Buffer.alloc(0)
  #isRun = false
  readonly #outputBytes: number
  #written = 0
  #printed: Buffer[] = []
  #answer: Buffer[] = []
  /** Told when the next program is ready. */
  #ready = '["ready"]'
  #isStarting = true

  constructor(outputBytes: number) {
    this.#outputBytes = outputBytes
  }

  /** Forgets all that belongs to the last program. */
  forget(): void {
    this.#line = Buffer.alloc(0)
    this.#answer = []
    this.#printed = []
    this.#written = 0
    this.#isRun = false
    this.#isStarting = true
  }

  /** Puts the next bytes for the program into `target`: how many, 0 at the end, -1 when it is to be taken back. */
  read(target: Buffer): number {
    this.#isStarting = false
    if (this.#ready !== '') {
      writeAll(channel, Buffer.from(`${this.#ready}\n`))
      this.#ready = ''
    }
    if (this.#line.length === 0) {
      const line = this.#next()
      if (!line) return 0
      if (line[0] === control) {
        this.#ready = JSON.stringify(['ready', line.toString('latin1', 1, line.length - 1)])
        return -1
      }
      this.#isRun = (JSON.parse(line.toString()) as readonly unknown[])[1] === 'run'
      this.#line = line
    }
    const count = this.#line.copy(target)
    this.#line = this.#line.subarray(count)
    return count
  }

  /** What the program writes: output is counted, and kept for a whole program; the channel's lines are passed on. */
  write(fd: number, bytes: Buffer): void {
    if (fd !== channel) this.#print(fd, bytes)
    else if (this.#isStarting) return
    else if (this.#isRun) this.#finish(bytes)
    else writeAll(channel, bytes)
  }

  #print(fd: number, bytes: Buffer): void {
    this.#written += bytes.length
    if (this.#written > this.#outputBytes) this.#flood()
    if (fd === 1 && this.#isRun) this.#printed.push(Buffer.from(bytes))
  }

  /** Lets whoever counts see that it is too much, and waits for the end. */
  #flood(): never {
    const piece = Buffer.alloc(65_536)
    for (let left = this.#outputBytes + 1; left > 0; left -= piece.length) writeAll(1, piece)
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  }

  /** The answer of a whole program goes out with what it printed, after a tab, which no answer holds. */
  #finish(bytes: Buffer): void {
    this.#answer.push(Buffer.from(bytes))
    if (bytes.at(-1) !== newline) return
    const answer = Buffer.concat(this.#answer)
    const printed = JSON.stringify(Buffer.concat(this.#printed).toString())
    this.#answer = []
    writeAll(channel, Buffer.concat([answer.subarray(0, -1), Buffer.from(`\t${printed}\n`)]))
  }

  #next(): Buffer | undefined {
    const pieces: Buffer[] = []
    for (;;) {
      const end = this.#rest.indexOf(newline)
      if (end >= 0) {
        pieces.push(this.#rest.subarray(0, end + 1))
        this.#rest = this.#rest.subarray(end + 1)
        return Buffer.concat(pieces)
      }
      if (this.#rest.length > 0) pieces.push(this.#rest)
      const count = readSync(channel, this.#chunk)
      if (count === 0) return undefined
      this.#rest = Buffer.from(this.#chunk.subarray(0, count))
    }
  }
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(fd, bytes, done)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}
