import { SystemError } from '@textgrad/core'

/**
 * Why a worker pool gave no answer: the worker `crashed` (its cause says how), passed its deadline (`timeout`),
 * could not `start`, or the pool was `closed`.
 */
export class WorkerError extends SystemError {
  override name = 'WorkerError'
  readonly kind: 'crashed' | 'timeout' | 'start' | 'closed'

  constructor(message: string, about: { kind: WorkerError['kind']; cause?: unknown }) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause })
    this.kind = about.kind
  }
}
