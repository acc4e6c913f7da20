import type { Exchange } from '../requests/exchange.ts'
import { sendChatStream } from './chat-stream.ts'
import type { Outcome } from './envelopes.ts'
import { EventStream } from './event-stream.ts'
import { sendPlain } from './plain-reply.ts'
import { sendResponsesStream } from './responses-stream.ts'

/** Faults of a whole reply that a stream has, too. */
const wholeReplyFaults = ['html_200', 'wrong_type', 'empty_body', 'hang_headers']

/** Sends a reply as an event stream, or what a fault makes of it. */
export async function sendStream(exchange: Exchange, outcome: Outcome): Promise<void> {
  if (wholeReplyFaults.includes(outcome.fault?.kind ?? '')) return sendPlain(exchange, outcome)
  if (exchange.response.destroyed) return
  const stream = new EventStream(exchange, outcome)
  if (outcome.question.api === 'chat') await sendChatStream(stream, outcome)
  else await sendResponsesStream(stream, outcome)
}
