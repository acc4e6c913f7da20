import { createHash } from 'node:crypto'

/** Random numbers that are a function of their key alone: the same key gives the same sequence. */
export class Random {
  readonly #key: string
  #blocks = 0
  #pool = Buffer.alloc(0)
  #at = 0

  constructor(...key: readonly (string | number)[]) {
    this.#key = key.join('\u0001')
  }

  /** From 0 up, below 1. */
  float(): number {
    return this.#uint32() / 2 ** 32
  }

  /** A whole number from 0 up, below `limit`. */
  int(limit: number): number {
    return Math.floor(this.float() * limit)
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(list.length)]!
  }

  /** About normal, with mean 0 and variance 1: the sum of 12 uniform numbers, which is good enough for latencies. */
  normal(): number {
    let sum = -6
    for (let draw = 0; draw < 12; draw++) sum += this.float()
    return sum
  }

  #uint32(): number {
    if (this.#at >= this.#pool.length) {
      this.#pool = createHash('sha256')
        .update(`${this.#key}\u0002${this.#blocks++}`)
        .digest()
      this.#at = 0
    }
    const value = this.#pool.readUInt32LE(this.#at)
    this.#at += 4
    return value
  }
}
