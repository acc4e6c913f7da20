import { ParseError } from './errors.ts'
import type { Json } from './json.ts'
import type { Part } from './llm/engine.ts'

/** How a value is shown to a model, and read from what the model wrote. */
export interface Codec<T> {
  readonly name: string
  render(value: T): string
  /** Throws ParseError with a message that helps the model to write it rightly. */
  parse(text: string): T | Promise<T>
  /** The value in parts, where a model is to see images (default: as rendered). Such values are not trained. */
  parts?(value: T): readonly Part[]
}

/** Text as it is. */
export const text: Codec<string> = { name: 'text', render: (value) => value, parse: (value) => value }

/** A finite number and nothing else. */
export const number: Codec<number> = {
  name: 'number',
  render: String,
  parse(written) {
    const value = Number(written.trim())
    if (written.trim() === '' || !Number.isFinite(value)) {
      throw new ParseError(`Expected a number and nothing else, got ${quote(written)}`)
    }
    return value
  },
}

/** Any JSON value; `check` refuses what does not fit by throwing ParseError. */
export function json<T extends Json>(check: (value: Json) => T = (value) => value as T): Codec<T> {
  return {
    name: 'json',
    render: (value) => JSON.stringify(value, undefined, 2),
    parse(written) {
      let value: Json
      try {
        value = JSON.parse(written)
      } catch (cause) {
        throw new ParseError(`Expected JSON: ${(cause as Error).message}`, { cause })
      }
      return check(value)
    },
  }
}

/** A codec for values that are only shown, such as the result of a measure. */
export function shown<T>(render: (value: T) => string): Codec<T> {
  return {
    name: 'shown',
    render,
    parse() {
      throw new ParseError('This value is computed and can not be written')
    },
  }
}

/** A text for an error message: quoted, and cut when it is long. */
function quote(value: string, length = 80): string {
  return JSON.stringify(value.length > length ? `${value.slice(0, length)}…` : value)
}
