import { EngineError } from '@textgrad/core'
import type { Failures } from '@textgrad/host/failures'

import { given } from '../given.ts'
import { Pieces, truncated } from './events.ts'
import { fieldsOf, textOf, type Fields } from './fields.ts'

/**
 * The chunks of a chat completion as the completion that they make. Only a finish_reason says that the text is whole:
 * without it this throws 'connection' (a truncated stream); after it, it does not matter how the stream ends.
 */
export async function collectChat(chunks: AsyncIterable<Fields>, failures: Failures): Promise<Fields> {
  const completion = new Completion(failures)
  try {
    for await (const chunk of chunks) completion.add(chunk)
  } catch (error) {
    const isBroken = error instanceof EngineError && error.kind === 'connection'
    if (!isBroken || !completion.isWhole) throw error
  }
  if (!completion.isWhole) throw truncated(failures)
  return completion.fields
}

class Completion {
  readonly #content: Pieces
  readonly #refusal: Pieces
  #finish: string | undefined
  #model: string | undefined
  #usage: Fields | undefined

  constructor(failures: Failures) {
    this.#content = new Pieces(failures)
    this.#refusal = new Pieces(failures)
  }

  get isWhole(): boolean {
    return this.#finish !== undefined
  }

  get fields(): Fields {
    const message = { content: this.#content.text ?? null, ...given({ refusal: this.#refusal.text }) }
    const choices = [{ message, finish_reason: this.#finish }]
    return { choices, ...given({ model: this.#model, usage: this.#usage }) }
  }

  add(chunk: Fields): void {
    this.#model ??= textOf(chunk['model'])
    // The last chunk tells it, or, from some servers, each one what there was so far.
    this.#usage = fieldsOf(chunk['usage']) ?? this.#usage
    const choices = Array.isArray(chunk['choices']) ? chunk['choices'].map(fieldsOf) : []
    const choice = choices.find((one) => (one?.['index'] ?? 0) === 0)
    const delta = fieldsOf(choice?.['delta'])
    this.#content.add(delta?.['content'])
    this.#refusal.add(delta?.['refusal'])
    this.#finish = textOf(choice?.['finish_reason']) ?? this.#finish
  }
}
