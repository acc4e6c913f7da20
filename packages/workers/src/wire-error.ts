import {
  BudgetExceeded,
  EngineError,
  ParseError,
  StoreError,
  SystemError,
  type EngineErrorKind,
} from '@textgrad/core'
import { z } from 'zod'

const kinds = [
  'unsupported',
  'configuration',
  'authentication',
  'quota',
  'rate-limit',
  'invalid-request',
  'context-length',
  'refused',
  'bad-reply',
  'connection',
  'timeout',
  'server',
] as const satisfies readonly EngineErrorKind[]

export const wireErrorSchema = z.strictObject({
  name: z.string().max(100),
  message: z.string(),
  engine: z
    .strictObject({
      kind: z.enum(kinds),
      retryable: z.boolean(),
      paid: z.enum(['no', 'maybe', 'yes']),
      retryAfter: z.number().optional(),
    })
    .optional(),
})

/** An error as JSON. */
export type WireError = z.infer<typeof wireErrorSchema>

export function toWire(error: unknown): WireError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  const { message } = error
  // A SystemError of another package is one for the other side, too, which may not know that package.
  const isKnown = error.name === 'AbortError' || known.some((kind) => error.name === kind.name)
  const name = isKnown || !(error instanceof SystemError) ? error.name : 'SystemError'
  if (!(error instanceof EngineError)) return { name, message }
  const { kind, retryable, paid, retryAfter } = error
  return { name, message, engine: { kind, retryable, paid, ...(retryAfter !== undefined && { retryAfter }) } }
}

/** The error that was sent, of the same class as far as core knows it. */
export function fromWire({ name, message, engine }: WireError): Error {
  if (engine) return new EngineError(message, engine)
  if (name === 'AbortError') return new DOMException(message, 'AbortError')
  const kind = known.find((one) => one.name === name)
  return kind ? new kind(message) : Object.assign(new Error(message), { name })
}

const known = [BudgetExceeded, ParseError, StoreError, SystemError]
