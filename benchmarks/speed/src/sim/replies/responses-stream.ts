import type { Fields } from '../json.ts'
import { outputOf, responsesReply, type OutputItem, type Outcome } from './envelopes.ts'
import type { EventStream } from './event-stream.ts'

type Send = (type: string, more: Fields) => Promise<void>

/** Sends a reply of the responses API as its sequence of events. */
export async function sendResponsesStream(stream: EventStream, outcome: Outcome): Promise<void> {
  let events = 0
  const send: Send = (type, more) => stream.event({ type, sequence_number: events++, ...more }, type)
  const begun = { response: responsesReply(outcome, true) }
  await send('response.created', begun)
  await send('response.in_progress', begun)
  for (const [index, item] of outputOf(outcome).entries()) {
    const isWhole = await sendItem(item, index, { stream, outcome, send })
    if (!isWhole) return
  }
  const response = responsesReply(outcome)
  const last = response['status'] === 'incomplete' ? 'response.incomplete' : 'response.completed'
  await stream.end(() => send(last, { response }))
}

interface Target {
  readonly stream: EventStream
  readonly outcome: Outcome
  readonly send: Send
}

/** False where the stream ended in the middle of the item. */
async function sendItem(item: OutputItem, index: number, target: Target): Promise<boolean> {
  const { send } = target
  const empty = item.content ? { content: [] } : { arguments: '' }
  const begun = { ...item, status: 'in_progress', ...empty }
  await send('response.output_item.added', { output_index: index, item: begun })
  const [content] = item.content ?? []
  const at = { item_id: item.id, output_index: index }
  if (item.type === 'function_call') {
    const { arguments: args, name } = item
    await send('response.function_call_arguments.delta', { ...at, delta: args })
    await send('response.function_call_arguments.done', { ...at, arguments: args, name })
  } else if (content) {
    const isWhole = await sendContent(content, { ...at, content_index: 0 }, target)
    if (!isWhole) return false
  }
  await send('response.output_item.done', { output_index: index, item })
  return true
}

async function sendContent(part: Fields, at: Fields, { stream, outcome, send }: Target): Promise<boolean> {
  const { refusal, content } = outcome.answers[0]!
  if (refusal) {
    await send('response.content_part.added', { ...at, part: { type: 'refusal', refusal: '' } })
    await send('response.refusal.delta', { ...at, delta: refusal })
    await send('response.refusal.done', { ...at, refusal })
  } else {
    const empty = { type: 'output_text', text: '', annotations: [], logprobs: [] }
    await send('response.content_part.added', { ...at, part: empty })
    const isWhole = await stream.pieces(({ text }) =>
      send('response.output_text.delta', { ...at, delta: text, logprobs: [] }),
    )
    if (!isWhole) return false
    await send('response.output_text.done', { ...at, text: content, logprobs: [] })
  }
  await send('response.content_part.done', { ...at, part })
  return true
}
