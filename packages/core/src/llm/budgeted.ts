import { around, type EngineLayer } from './engine.ts'

/**
 * Keeps the budget of a run with every request that is sent, not only with the reply that they are for: put it inside of
 * what asks again, such as `retry`. Rejects with BudgetExceeded where another request would pass a limit; what was paid
 * until then stays counted.
 */
export function budgeted(): EngineLayer {
  return (next) =>
    around(next, (request) =>
      request.pay ? request.pay(() => next.generate(request)) : next.generate(request),
    )
}
