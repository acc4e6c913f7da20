import type { Message, Part } from '@textgrad/core'

import { count, dollars, figure } from './figures.ts'
import { html, type Html } from './html.ts'
import type { Told } from './model.ts'
import { engineFor, isByRules } from './totals.ts'
import { folded, fullText } from './value.ts'

type Generate = Told<'generate'>

/** The prompts and replies of a step, folded. */
export function callsView(calls: readonly Generate[]): Html | false {
  if (calls.length === 0) return false
  return folded(`${count(calls.length, 'call')}: prompts and replies`, calls.map(callView))
}

function callView(call: Generate): Html {
  return folded(
    html`<b>${call.purpose}</b> ${summary(call)}`,
    html`${call.messages.map(messageView)}
      <h5>reply</h5>
      ${fullText(call.text, 'code')}`,
  )
}

function summary(call: Generate): string {
  const { engine, purpose, model, usage, finish } = call
  const { inputTokens, outputTokens } = usage
  const tokens =
    inputTokens === undefined && outputTokens === undefined
      ? 'tokens unknown'
      : `${known(inputTokens)} tokens in, ${known(outputTokens)} out`
  const cost = usage.dollars === undefined ? 'cost unknown' : dollars(usage.dollars)
  const evaluations = usage.evaluations ? [count(usage.evaluations, 'evaluation')] : []
  return [
    engineFor(engine, purpose),
    ...(model !== undefined && !engine.includes(model) ? [model] : []),
    ...(isByRules(call) ? [] : [tokens, cost]),
    ...evaluations,
    ...(finish === 'length' ? ['cut at the length limit'] : []),
    ...(finish === 'refused' ? ['refused'] : []),
  ].join(' · ')
}

function known(tokens: number | undefined): string {
  return tokens === undefined ? 'unknown' : figure(tokens)
}

function messageView({ role, content }: Message): Html {
  const text = typeof content === 'string' ? content : content.map(partText).join('\n')
  return html`<h5>${role}</h5>
    ${fullText(text, 'code')}`
}

/** Pictures that a model was shown are named, never loaded. */
function partText(part: Part): string {
  if (part.type === 'text') return part.text
  return 'url' in part ? `[picture: ${part.url}]` : `[picture: ${part.mediaType}]`
}
