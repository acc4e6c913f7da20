import type { Engine, GenerateRequest, Message } from './engine.ts'

/** What providers count for a large image. */
const imageTokens = 1000
const charactersPerToken = 4

/** About how many tokens the prompt of a request has; an engine that counts them knows. */
export function promptTokens(
  engine: Pick<Engine, 'countTokens'>,
  { messages }: Pick<GenerateRequest, 'messages'>,
): number {
  const count = (text: string): number =>
    engine.countTokens?.(text) ?? Math.ceil(text.length / charactersPerToken)
  return messages.reduce((sum, message) => sum + messageTokens(message, count), 0)
}

function messageTokens({ content }: Message, count: (text: string) => number): number {
  if (typeof content === 'string') return count(content)
  return content.reduce((sum, part) => sum + (part.type === 'text' ? count(part.text) : imageTokens), 0)
}
