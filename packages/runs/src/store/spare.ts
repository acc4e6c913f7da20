import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs'

import { StoreError } from '@textgrad/core'

/** Bytes set aside: the replies of some dozens of calls. */
const size = 1 << 20

/** Room on the disk for what is in hand when the disk is full, held by a file beside the store while runs are open. */
export class Spare {
  readonly #store: string
  readonly #file: string
  #isUsed = false

  /** Whether the room is used: what is begun now could not be kept. */
  get isUsed(): boolean {
    return this.#isUsed
  }

  constructor(store: string) {
    this.#store = store
    this.#file = `${store}-spare`
  }

  /** Sets the room aside. Throws StoreError if there is none. */
  reserve(): void {
    if (statSync(this.#file, { throwIfNoEntry: false })?.size === size) return
    try {
      const descriptor = openSync(this.#file, 'w')
      try {
        // Random, because some file systems take no room for zeros.
        writeFileSync(descriptor, randomBytes(size))
        fsyncSync(descriptor)
      } finally {
        closeSync(descriptor)
      }
    } catch (error) {
      this.remove()
      throw new StoreError(
        `The store ${this.#store} has no room for a run: ${(error as Error).message}; make room on the disk`,
        { cause: error },
      )
    }
    this.#isUsed = false
  }

  /** Gives the room to what is in hand; whether there was any. */
  release(): boolean {
    this.#isUsed = true
    if (!statSync(this.#file, { throwIfNoEntry: false })) return false
    this.remove()
    return true
  }

  /** @throws StoreError once the room is used. */
  refuseWhenUsed(): void {
    if (!this.#isUsed) return
    throw new StoreError(
      `The store ${this.#store}: the disk is full, so nothing new is begun; make room and resume the run: everything it acknowledged is kept`,
    )
  }

  remove(): void {
    rmSync(this.#file, { force: true })
  }
}
