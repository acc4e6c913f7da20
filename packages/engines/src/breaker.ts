import { around, EngineError, type Engine, type EngineLayer, type GenerateRequest } from '@textgrad/core'

import { Circuit } from './circuit.ts'
import { systemClock, type Clock } from './clock.ts'

export interface BreakerOptions {
  /** Requests in a row that do not reach the server, after which all wait (default: 5). */
  readonly failures?: number
  /** Milliseconds until one of those that wait may try (default: 30 000). */
  readonly wait?: number
  /** Told once in each outage that requests now wait (default: a warning of the process). */
  readonly warn?: (error: Error) => void
  /** For tests. */
  readonly clock?: Clock
}

/**
 * Waits through an outage: once five requests in a row, or ten of the last twenty, failed with 'connection' or 'timeout',
 * none goes for 30 seconds, then one tries, until one reaches the server; then the others follow, ever more at once. A
 * request that failed unpaid meanwhile waits with the others, and only where it may have been paid is the failure passed
 * on. So an outage costs no retries, and a run stands still until its signal is aborted or the deadline of `retry` is up.
 * A server that was never reached is not waited for. Engines with the same server share the layer. Put it inside `paced`:
 * what stands in that line has not gone yet.
 * @throws RangeError for an option out of range.
 */
export function breaker(options: BreakerOptions = {}): EngineLayer {
  const { failures = 5, wait = 30_000, clock = systemClock } = options
  const warn = options.warn ?? ((error: Error) => process.emitWarning(error))
  if (!(Number.isInteger(failures) && failures >= 1)) {
    throw new RangeError(`failures must be a whole number from 1 up, not ${failures}`)
  }
  if (!(wait >= 0)) throw new RangeError(`wait must be a number of milliseconds from 0 up, not ${wait}`)
  let last: EngineError | undefined
  const opened = (): void => {
    const message = `requests wait, and one tries every ${wait / 1000} s until the server is reached: ${last?.message}`
    warn(new Error(message, { cause: last }))
  }
  const circuit = new Circuit({ failures, wait, clock, opened })
  const failed = (error: EngineError): void => void (last = error)
  return (next) => around(next, (request) => through(circuit, { next, request, failed }))
}

interface Attempt {
  readonly next: Engine
  readonly request: GenerateRequest
  readonly failed: (error: EngineError) => void
}

async function through(circuit: Circuit, { next, request, failed }: Attempt) {
  for (;;) {
    const passage = await circuit.enter(request.signal)
    try {
      const result = await next.generate(request)
      passage.reached()
      return result
    } catch (error) {
      if (!(error instanceof EngineError)) {
        passage.left()
        throw error
      }
      if (error.kind !== 'connection' && error.kind !== 'timeout') {
        passage.reached()
        throw error
      }
      failed(error)
      const isOpen = passage.failed()
      if (!isOpen || error.paid !== 'no') throw error
    }
  }
}
