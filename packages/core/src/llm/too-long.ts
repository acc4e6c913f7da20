import { EngineError } from '../errors.ts'
import type { GenerateRequest } from './engine.ts'

/** Adds to an engine's refusal of a prompt that is too long what was to be said, and how long its parts are. */
export function tellSizes(error: unknown, { about, messages, path, purpose }: GenerateRequest): unknown {
  if (!(error instanceof EngineError) || error.kind !== 'context-length') return error
  const sizes = messages.map(({ role, content }) => `${role} ${lengthOf(content)}`).join(', ')
  const of = about === undefined ? '' : ` of ${JSON.stringify(about.parameter)} (${about.role})`
  const where = path === undefined ? '' : ` at ${path}`
  const message = `${error.message} (${purpose}${of}${where}; characters: ${sizes})`
  const { kind, retryable, paid, retryAfter } = error
  return new EngineError(message, { kind, retryable, paid, retryAfter, cause: error })
}

function lengthOf(content: GenerateRequest['messages'][number]['content']): number {
  if (typeof content === 'string') return content.length
  return content.reduce((sum, part) => sum + (part.type === 'text' ? part.text.length : 0), 0)
}
