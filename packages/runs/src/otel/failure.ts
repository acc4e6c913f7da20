import { SpanStatusCode, type Span } from '@opentelemetry/api'
import { EngineError } from '@textgrad/core'

import type { Recorder } from './options.ts'

/** Why something ended: `type` is one of a few words; `message` may hold anything. */
export interface Failure {
  readonly type: string
  readonly message?: string | undefined
}

export function markFailed(span: Span, { type, message }: Failure, record: Recorder | undefined): void {
  span.setAttribute('error.type', type)
  const told = message === undefined ? undefined : record?.(message)
  span.setStatus({ code: SpanStatusCode.ERROR, ...(told !== undefined && { message: told }) })
}

/** What something failed at: an engine's kind of error, 'aborted' where it was told to stop, or the name of any other error. */
export function failureOf(error: unknown, signal?: AbortSignal): Failure {
  const message = error instanceof Error ? error.message : String(error)
  // What stops a call may itself be an engine's error: that of another call.
  const isOwn = error instanceof EngineError && error !== signal?.reason
  if (signal?.aborted && !isOwn) return { type: 'aborted', message }
  if (error instanceof EngineError) return { type: error.kind, message }
  return { type: error instanceof Error ? error.name : '_OTHER', message }
}
