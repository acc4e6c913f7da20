import type { RequestFacts } from '../run/payments.ts'
import { around, type Engine, type EngineLayer, type GenerateRequest, type GenerateResult } from './engine.ts'
import { promptTokens } from './prompt-tokens.ts'

/**
 * Keeps the budget of a run with every request that is sent, not only with the reply that they are for: put it inside of
 * what asks again, such as `retry`. Rejects with BudgetExceeded where another request would pass a limit; what was paid
 * until then stays counted.
 */
export function budgeted(): EngineLayer {
  return (next) =>
    around(next, (request) =>
      request.pay
        ? request.pay(() => next.generate(request), factsOf(next, request))
        : next.generate(request),
    )
}

function factsOf(engine: Engine, request: GenerateRequest): RequestFacts<GenerateResult> {
  const { id, settings } = engine
  return {
    engine: id,
    address: settings?.address,
    promptTokens: () => promptTokens(engine, request),
    maxTokens: request.sampling?.maxTokens ?? settings?.sampling?.maxTokens,
    told: ({ usage: { inputTokens, outputTokens }, rateLimits }) => ({
      inputTokens,
      outputTokens,
      rateLimits,
    }),
  }
}
