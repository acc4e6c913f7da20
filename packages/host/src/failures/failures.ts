import { EngineError, type EngineErrorOptions } from '@textgrad/core'

const longest = 300
const deepest = 5

/** What keys look like, for those that nobody told us: a scheme or a known beginning, or 32 signs in a row. */
const keyLike = [
  /\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}/gi,
  /\b(?:sk|pk|rk|gsk|xai|hf|ghp|r8|nvapi|pplx|key)[-_][\w-]{8,}/g,
  /\bAIza[\w-]{16,}/g,
  /\b\w{32,}\b/g,
]

/** Makes one engine's errors: named after it, and without its secrets in message, stack or cause. */
export class Failures {
  readonly #id: string
  readonly #secrets: readonly string[]
  readonly #isBlind: boolean

  /**
   * `id` is the engine's; every occurrence of a secret is struck out. Where the secrets are 'unknown', because
   * somebody else's client holds them, what looks like a key is struck out, and the words of who refused a key
   * are left out altogether.
   */
  constructor(id: string, secrets: readonly string[] | 'unknown') {
    this.#id = id
    this.#isBlind = secrets === 'unknown'
    this.#secrets = secrets === 'unknown' ? [] : [...new Set(secrets)].toSorted((a, b) => b.length - a.length)
  }

  error(text: string, { cause, ...about }: EngineErrorOptions): EngineError {
    const mayQuoteKey = this.#isBlind && about.kind === 'authentication'
    const words = mayQuoteKey ? 'the provider refused the key' : this.strike(text)
    const clean = cause === undefined ? undefined : this.#withoutSecrets(cause, mayQuoteKey, 0)
    return new EngineError(`${this.#id}: ${words}`, { ...about, cause: clean })
  }

  /** The beginning of what a server wrote, on one line. */
  excerpt(text: string): string {
    const line = this.strike(text).replaceAll(/\s+/g, ' ').trim()
    return line.length <= longest ? line : `${line.slice(0, longest).toWellFormed()} ...`
  }

  strike(text: string): string {
    const secrets = this.#isBlind ? keyLike : this.#secrets
    return secrets.reduce<string>((rest, secret) => rest.replaceAll(secret, '[secret]'), text)
  }

  /** A copy, because the original (an SDK's error) carries headers and bodies along. */
  #withoutSecrets(thrown: unknown, mayQuoteKey: boolean, depth: number): unknown {
    const words = (text: string): string => (mayQuoteKey ? '[left out]' : this.strike(text))
    if (!(thrown instanceof Error)) return words(String(thrown))
    const { cause } = thrown
    const inner =
      cause === undefined || depth === deepest
        ? undefined
        : this.#withoutSecrets(cause, mayQuoteKey, depth + 1)
    const copy = new Error(words(thrown.message), inner === undefined ? undefined : { cause: inner })
    copy.name = thrown.constructor.name
    const stack = thrown.stack ?? ''
    copy.stack = mayQuoteKey ? `${copy.name}\n${framesOf(stack)}` : this.strike(stack)
    return 'code' in thrown ? Object.assign(copy, { code: thrown.code }) : copy
  }
}

/** A stack begins with the message, which can have any number of lines. */
function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^ +at /.test(line))
    .join('\n')
}
