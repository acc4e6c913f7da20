import {
  around,
  EngineError,
  promptTokens,
  type Engine,
  type EngineLayer,
  type GenerateRequest,
} from '@textgrad/core'

import { systemClock, type Clock } from './clock.ts'
import { Pacer, type Turn } from './pacer.ts'

export interface PacedOptions {
  /** As the provider limits them (default: what it tells with its replies). */
  readonly requestsPerMinute?: number
  /** Of prompts and replies together, as the provider limits them (default: what it tells). */
  readonly tokensPerMinute?: number
  /** Requests that may be under way at once (default: no limit). */
  readonly concurrency?: number
  /** How many programs keep these limits together, this one included: it takes its part (default: 1). Asked at each turn. */
  readonly among?: () => number
  /** For tests. */
  readonly clock?: Clock
}

/**
 * Lets requests go evenly, first come first served, within 99 % of the limits. After a refusal ('rate-limit', or any
 * error with a Retry-After) everyone waits, then all go slower, and within ten seconds as fast as before. Engines that
 * share a provider's limit share the layer: `const pace = paced(...)` is one line, however many engines it is put around.
 * @throws RangeError for a limit that is not above 0.
 */
export function paced(options: PacedOptions): EngineLayer {
  const { requestsPerMinute, tokensPerMinute, concurrency, among = () => 1, clock = systemClock } = options
  const pacer = new Pacer({ requestsPerMinute, tokensPerMinute, concurrency, among }, clock)
  const length = new ReplyLength()
  return (next) =>
    around(next, async (request) => {
      const prompt = promptTokens(next, request)
      const turn = await pacer.turn(() => prompt + length.expected(next, request), request.signal)
      try {
        const result = await next.generate(request)
        const { inputTokens, outputTokens } = result.usage
        length.learn(outputTokens)
        turn.answered(
          inputTokens === undefined || outputTokens === undefined ? undefined : inputTokens + outputTokens,
          result.rateLimits,
        )
        return result
      } catch (error) {
        tell(turn, error)
        throw error
      }
    })
}

function tell(turn: Turn, error: unknown): void {
  const isEngines = error instanceof EngineError
  const retryAfter = isEngines ? error.retryAfter : undefined
  if (retryAfter !== undefined || (isEngines && error.kind === 'rate-limit')) turn.refused(retryAfter)
  else turn.failed(!isEngines || error.paid !== 'no')
}

/** Where nothing is known: about a page of a reply. */
const firstGuess = 500
/** How many replies count, about, for what the next one may take. */
const remembered = 10

/** How many tokens a reply may take, from what is allowed or from the replies before it. */
class ReplyLength {
  #mean = firstGuess
  #replies = 0

  expected(engine: Engine, { sampling }: GenerateRequest): number {
    return sampling?.maxTokens ?? engine.settings?.sampling?.maxTokens ?? this.#mean
  }

  learn(tokens: number | undefined): void {
    if (tokens === undefined) return
    this.#replies = Math.min(this.#replies + 1, remembered)
    this.#mean += (tokens - this.#mean) / this.#replies
  }
}
