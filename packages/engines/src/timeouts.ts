import { around, EngineError, type EngineLayer } from '@textgrad/core'
import { abortable } from '@textgrad/host'

import { systemClock, type Clock } from './clock.ts'
import { Deadlines } from './deadlines.ts'

export interface TimeoutOptions {
  /** Milliseconds for one request, from its start to the last byte of its reply. */
  readonly total: number
  /** For tests. */
  readonly clock?: Clock
}

/**
 * Ends a request that takes too long with an EngineError 'timeout', which may have been paid for, also where the engine
 * does not heed its signal. `openai` has a timeout of its own; this is for engines that have none, such as the AI SDK's.
 * @throws RangeError for a time that is not above 0.
 */
export function timeouts({ total, clock = systemClock }: TimeoutOptions): EngineLayer {
  if (!(total > 0)) throw new RangeError(`total must be a number of milliseconds above 0, not ${total}`)
  return (next) =>
    around(next, async (request) => {
      request.signal?.throwIfAborted()
      using time = new Deadlines(request.signal, clock)
      time.start('total', total)
      const { signal } = time
      try {
        return await abortable(next.generate({ ...request, signal }), signal)
      } catch (cause) {
        request.signal?.throwIfAborted()
        if (time.missed === undefined) throw cause
        const message = `${next.id}: ${time.missed}`
        throw new EngineError(message, { kind: 'timeout', retryable: true, paid: 'maybe', cause })
      }
    })
}
