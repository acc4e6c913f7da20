import { EngineError, type EngineErrorOptions } from '@textgrad/core'

const longest = 300
const deepest = 5

/** Makes one engine's errors: named after it, and without its secrets in message, stack or cause. */
export class Failures {
  readonly #id: string
  readonly #secrets: readonly string[]

  /** `id` is the engine's; every occurrence of a secret is struck out. */
  constructor(id: string, secrets: readonly string[]) {
    this.#id = id
    this.#secrets = [...new Set(secrets)].toSorted((a, b) => b.length - a.length)
  }

  error(text: string, { cause, ...about }: EngineErrorOptions): EngineError {
    const clean = cause === undefined ? undefined : this.#withoutSecrets(cause, 0)
    return new EngineError(`${this.#id}: ${this.strike(text)}`, { ...about, cause: clean })
  }

  /** The beginning of what a server wrote, on one line. */
  excerpt(text: string): string {
    const line = this.strike(text).replaceAll(/\s+/g, ' ').trim()
    return line.length <= longest ? line : `${line.slice(0, longest).toWellFormed()} ...`
  }

  strike(text: string): string {
    return this.#secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text)
  }

  /** A copy, because the original (an SDK's error) carries headers and bodies along. */
  #withoutSecrets(thrown: unknown, depth: number): unknown {
    if (!(thrown instanceof Error)) return this.strike(String(thrown))
    const { cause } = thrown
    const inner =
      cause === undefined || depth === deepest ? undefined : this.#withoutSecrets(cause, depth + 1)
    const copy = new Error(this.strike(thrown.message), inner === undefined ? undefined : { cause: inner })
    copy.name = thrown.constructor.name
    copy.stack = this.strike(thrown.stack ?? '')
    return 'code' in thrown ? Object.assign(copy, { code: thrown.code }) : copy
  }
}
