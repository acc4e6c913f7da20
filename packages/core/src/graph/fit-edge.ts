import type { Engine } from '../llm/engine.ts'
import { edgeSystem, type EdgePrompt } from '../prompts/edge.ts'
import { clip, fits, promptLimit, type PromptLimit } from '../prompts/limit.ts'
import type { Call } from '../run/call.ts'
import { digestToFit } from './digest.ts'
import { roomBeside } from './evidence.ts'
import { weighedText } from './gradient.ts'
import { isOwnEvaluation, type Use } from './op.ts'
import type { Variable } from './variable.ts'
import type { Edge } from './wave.ts'

export interface FitOptions {
  readonly engine: Engine
  readonly place: Call
  readonly system?: string | Variable | undefined
  readonly promptTokens?: number | undefined
}

/** What the headings and tags of an edge's prompt take, in tokens. */
const frame = 200

/**
 * The facts of an edge as one prompt can show them: the text that feedback is wanted on is always whole, the rest is cut
 * short or digested where there is too much of it. A promise only where it has to be digested.
 */
export function fitEdge(edge: Edge, use: Use, options: FitOptions): EdgePrompt | Promise<EdgePrompt> {
  const { output, input, gradients } = edge
  const subject = output.op!.inputs[input]!
  const end = isOwnEvaluation(gradients) ? (use.judges ? 'judges it' : 'is the result') : undefined
  const prompt: EdgePrompt = {
    subject: { role: subject.role, value: subject.render() },
    output,
    end,
    system: String(options.system ?? edgeSystem),
    conversation: use.conversation,
    said: end ? [] : gradients.map(weighedText),
    ...(use.images && { images: use.images }),
  }
  const limit = promptLimit(options.engine, options.promptTokens)
  const { system, conversation, said } = prompt
  if (fits([system!, prompt.subject.value, conversation, ...said], limit.tokens - frame, limit.count))
    return prompt
  return shorten(prompt, limit, { ...options, place: options.place.child(`digest-${input}`) })
}

async function shorten(
  prompt: EdgePrompt,
  limit: PromptLimit,
  { engine, place }: FitOptions,
): Promise<EdgePrompt> {
  const { count } = limit
  const { role, value } = prompt.subject
  const room = roomBeside(frame + count(prompt.system!) + count(value), { role, engine, limit, place })
  const least = clip(prompt.conversation, Math.floor(room / 2), count)
  const digest = { role: prompt.output.role, engine, limit, place }
  const said = await digestToFit(prompt.said, room - count(least), digest)
  const used = said.reduce((sum, text) => sum + count(text), 0)
  return { ...prompt, conversation: clip(prompt.conversation, room - used, count), said }
}
