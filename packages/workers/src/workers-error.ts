import { SystemError } from '@textgrad/core'

export type WorkersFault =
  /** Redis does not answer, or refuses what is needed. */
  | 'unreachable'
  /** A worker does not take the job, and says why. */
  | 'refused'
  /** Too many workers were lost over the job. */
  | 'lost'
  /** The evaluator was closed. */
  | 'closed'

/** Why there is no evaluation, though nothing was wrong with the candidate. */
export class WorkersError extends SystemError {
  override name = 'WorkersError'
  readonly kind: WorkersFault

  constructor(message: string, about: { kind: WorkersFault; cause?: unknown }) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause })
    this.kind = about.kind
  }
}
