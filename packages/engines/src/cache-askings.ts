import type { GenerateRequest } from '@textgrad/core'

import { keyAt, keyOf } from './cache-key.ts'

/** One time that a question is asked. */
export interface Asking {
  /** Under which its reply is kept. */
  readonly key: string
  /** It got no reply: the next one takes its turn. */
  failed(): void
}

/** Which reply to a question an asking is for. */
export class Askings {
  readonly #counted = new Map<string, { next: number; readonly left: number[] }>()

  /** For the one reply that there is. */
  fixed(question: string): Asking {
    return { key: keyOf(question, 0), failed() {} }
  }

  /** For a reply of its own: of its place in a run, which is the same one when the run is resumed, else of its turn. */
  sample(question: string, { path, sample }: GenerateRequest): Asking {
    if (path !== undefined && sample !== undefined) return { key: keyAt(question, path), failed() {} }
    const id = keyOf(question, 0)
    const counted = this.#counted.get(id) ?? { next: 0, left: [] }
    this.#counted.set(id, counted)
    const turn = counted.left.shift() ?? counted.next++
    return {
      key: keyOf(question, turn),
      failed() {
        counted.left.push(turn)
        counted.left.sort((a, b) => a - b)
      },
    }
  }
}
