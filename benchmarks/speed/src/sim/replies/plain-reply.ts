import { wireFaults } from '../faults/wire-faults.ts'
import { items, fields, type Fields } from '../json.ts'
import type { Exchange } from '../requests/exchange.ts'
import { chatReply, responsesReply, type Outcome } from './envelopes.ts'
import { sendBytes } from './send.ts'

/** Sends a reply in one piece, or what a fault makes of it. */
export async function sendPlain(exchange: Exchange, outcome: Outcome): Promise<void> {
  const { response, headers } = exchange
  if (response.destroyed) return
  const { fault } = outcome
  const json = JSON.stringify(enveloped(outcome))
  const spoil = fault?.stage === 'wire' ? wireFaults[fault.kind] : undefined
  const jsonHeaders = { ...headers, 'content-type': 'application/json' }
  if (spoil && fault) await spoil({ exchange, fault, json, headers: jsonHeaders })
  else sendBytes(response, Buffer.from(json), { headers: jsonHeaders })
}

function enveloped(outcome: Outcome): Fields {
  const isChat = outcome.question.api === 'chat'
  const whole = isChat ? chatReply(outcome) : responsesReply(outcome)
  const list = isChat ? 'choices' : 'output'
  switch (outcome.fault?.kind) {
    case 'no_choices':
      return { ...whole, [list]: [] }
    case 'no_message': {
      const { [list]: answers, ...others } = whole
      return isChat ? { ...whole, choices: withoutMessage(items(answers)) } : others
    }
    case 'error_200':
      return { error: { message: 'Provider returned error (simulated)', code: 502, type: 'upstream' } }
    default:
      return whole
  }
}

function withoutMessage([first, ...others]: readonly unknown[]): readonly unknown[] {
  const { message: _, ...rest } = fields(first)
  return [rest, ...others]
}
