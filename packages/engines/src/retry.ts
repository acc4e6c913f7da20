import { around, type EngineLayer } from '@textgrad/core'

import { RetriedCall } from './retried-call.ts'
import { retryPlan, type RetryOptions } from './retry-plan.ts'

/**
 * Asks again after an EngineError that is `retryable`: after a random part of a time that doubles with each failure
 * ("full jitter", from the request's seed), and not before the server said (Retry-After). An empty reply is asked for
 * again at once, as another sample. What is thrown in the end says how many requests were made, has the last failure as
 * its cause, and is as 'paid' as the most expensive of them; it is a timeout where the deadline passed during a request.
 * Any other error is passed on as it is.
 * @throws RangeError for an option out of range.
 */
export function retry(options: RetryOptions = {}): EngineLayer {
  const plan = retryPlan(options)
  let calls = 0
  // A request without a seed gets one by its turn, so that those that fail together do not come back together.
  return (next) => around(next, (request) => new RetriedCall(next, request, plan, calls++).run())
}
