import { AIMessage, BaseMessage, type UsageMetadata } from '@langchain/core/messages'

/**
 * The text of what a Runnable gave: of a string or a message, of the last of `messages` as agents give them, of
 * `output` as chains do; anything else as JSON.
 */
export function textOf(result: unknown): string {
  if (typeof result === 'string') return result
  if (BaseMessage.isInstance(result)) return result.text
  if (typeof result !== 'object' || result === null) return String(result)
  const { messages, output } = result as { readonly messages?: unknown; readonly output?: unknown }
  if (Array.isArray(messages) && messages.length > 0) return textOf(messages.at(-1))
  if (typeof output === 'string') return output
  return JSON.stringify(result, undefined, 2)
}

/** What an answer of a model took, where the model tells it. */
export function usageOf(message: unknown): UsageMetadata | undefined {
  const told: object = AIMessage.isInstance(message) ? message : {}
  return (told as { readonly usage_metadata?: UsageMetadata }).usage_metadata
}
