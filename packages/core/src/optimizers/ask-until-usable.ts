import { ParseError } from '../errors.ts'
import type { Engine, GenerateRequest, GenerateResult, Message } from '../llm/engine.ts'
import { generate } from '../llm/generate.ts'
import { clip, type PromptLimit } from '../prompts/limit.ts'
import { retryMessages } from '../prompts/update.ts'
import type { Call } from '../run/call.ts'

export interface Asking<T> {
  readonly engine: Engine
  readonly request: GenerateRequest
  readonly attempts: number
  readonly limit: PromptLimit
  readonly place: Call
  /** Where to write, told again with each defect. */
  readonly format: string
  /** Throws ParseError, with what is wrong in words for the model. */
  read(reply: GenerateResult): Promise<T>
}

/** What a usable reply holds, or why there was none. */
export type Answer<T> = { readonly value: T } | { readonly defect: string }

/** Asks, and asks again with the defect named, until a reply can be used or the attempts are spent. */
export async function askUntilUsable<T>(asking: Asking<T>): Promise<Answer<T>> {
  const { engine, request, attempts, limit, place } = asking
  let defect = ''
  let retry: readonly Message[] = []
  for (let attempt = 0; attempt < attempts; attempt++) {
    const messages = [...request.messages, ...retry]
    const reply = await generate(engine, { ...request, messages }, place, `attempt-${attempt}`)
    try {
      if (reply.finish === 'length') throw new ParseError('it was cut at the length limit')
      if (reply.finish === 'refused') throw new ParseError('it declines to answer')
      return { value: await asking.read(reply) }
    } catch (error) {
      if (!(error instanceof ParseError)) throw error
      defect = error.message
      const quoted = clip(reply.text, Math.floor(limit.tokens / 20), limit.count)
      retry = retryMessages(quoted, clip(defect, 500, limit.count), asking.format)
    }
  }
  return { defect: `no usable reply in ${attempts} attempts: ${defect}` }
}
