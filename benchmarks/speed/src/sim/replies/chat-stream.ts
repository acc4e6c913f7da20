import type { Fields } from '../json.ts'
import { chatHead, chatToolCall, usageOf, type Outcome } from './envelopes.ts'
import type { EventStream } from './event-stream.ts'

/** Sends a reply of the chat API as its sequence of chunks. */
export async function sendChatStream(stream: EventStream, outcome: Outcome): Promise<void> {
  const isUsageWanted = wantsUsage(outcome)
  const head = { ...chatHead(outcome, 'chat.completion.chunk'), ...(isUsageWanted && { usage: null }) }
  const chunk = (index: number, delta: Fields, finish: string | null = null): Promise<void> =>
    stream.event({ ...head, choices: [{ index, delta, logprobs: null, finish_reason: finish }] })

  for (const [index, { toolCalls, refusal }] of outcome.answers.entries()) {
    await chunk(index, { role: 'assistant', content: toolCalls ? null : '', refusal: null })
    if (refusal) await chunk(index, { refusal })
    for (const [place, call] of (toolCalls ?? []).entries()) {
      const { id, ...rest } = chatToolCall(call)
      await chunk(index, { tool_calls: [{ index: place, id, ...rest }] })
    }
  }
  const isWhole = await stream.pieces(({ answer, text }) => chunk(answer, { content: text }))
  if (!isWhole) return
  for (const [index, { finish }] of outcome.answers.entries()) await chunk(index, {}, finish)
  const usage = usageOf(outcome)
  if (isUsageWanted && usage) await stream.event({ ...head, choices: [], usage })
  await stream.end(() => stream.done())
}

function wantsUsage({ question }: Outcome): boolean {
  const options = question.body['stream_options'] as { readonly include_usage?: unknown } | null | undefined
  return options?.include_usage === true
}
