import { mostBytes } from '../../codec/value.ts'

/** Puts chunks together to lines. */
export class Lines {
  #pieces: Buffer[] = []
  #bytes = 0

  /** The lines that are whole now, or undefined where one is longer than what may cross the border. */
  add(chunk: Buffer): readonly string[] | undefined {
    const lines: string[] = []
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.#keep(chunk.subarray(start, end))
      lines.push(Buffer.concat(this.#pieces).toString())
      this.#pieces = []
      this.#bytes = 0
      start = end + 1
    }
    this.#keep(chunk.subarray(start))
    return this.#bytes > mostBytes + 1000 ? undefined : lines
  }

  /** Whether a line has begun. */
  get isOpen(): boolean {
    return this.#bytes > 0
  }

  #keep(piece: Buffer): void {
    if (piece.length === 0) return
    this.#pieces.push(piece)
    this.#bytes += piece.length
  }
}
