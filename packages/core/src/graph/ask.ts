import type { Engine, Sampling } from '../llm/engine.ts'
import { generate } from '../llm/generate.ts'
import { edgePrompt, edgeSystem, type EdgePrompt } from '../prompts/edge.ts'
import { clip, fits, promptLimit } from '../prompts/limit.ts'
import { readFeedback } from '../prompts/satisfied.ts'
import type { Call } from '../run/call.ts'
import { agree, type Consistency } from './consistency.ts'
import { digestToFit, type DigestOptions } from './digest.ts'
import { roomBeside } from './evidence.ts'
import { weighedText, type Feedback, type UseContext } from './gradient.ts'
import { isOwnEvaluation, type BackwardMode, type Use } from './op.ts'
import { semaphore } from './semaphore.ts'
import type { Variable } from './variable.ts'
import type { Edge, WaveWork } from './wave.ts'

export interface AskOptions {
  /** Words the feedback of ops that have no exact backward. Not needed where all have. */
  readonly engine?: Engine
  /** How many edges may be worded at once (default: Infinity). */
  readonly concurrency?: number
  /** Default: 'pass-through'. */
  readonly mode?: BackwardMode
  /** How to word feedback: replaces the system prompt; as a variable it can itself be optimised. */
  readonly system?: string | Variable
  /** The most tokens of a prompt (default: what the engine's context window leaves, or 100,000). */
  readonly promptTokens?: number
  /** Asks several times about each edge and keeps what enough of the answers say. */
  readonly consistency?: Consistency
  readonly sampling?: Sampling
}

/** What answers the ops of a wave: it asks the backward engine, in prompts that fit it. */
export function asker(options: AskOptions, place: Call): WaveWork['ask'] {
  const { engine, concurrency, mode, consistency } = options
  const limit = semaphore(concurrency ?? Number.POSITIVE_INFINITY)
  // The recorded graph will say it; here it only has to reach the parameters that something is asked of them.
  if (mode === 'graph') return () => Promise.resolve({ kind: 'feedback', text: '' })
  return (edge, use) =>
    limit(async () => {
      const { output, input } = edge
      if (!engine) {
        throw new TypeError(
          `Expected an engine for backward(), because ${output.op?.name} has no exact feedback`,
        )
      }
      const at = relative(place, output.id)
      const role = output.op!.inputs[input]!.role
      const prompt = await fitEdge(edge, use, { role, engine, place: at, options })
      const request = {
        ...edgePrompt(prompt),
        purpose: 'backward' as const,
        ...(options.sampling && { sampling: options.sampling }),
      }
      const read = consistency
        ? await agree(request, consistency, { engine, at, key: `edge-${input}`, role })
        : await wordOnce()
      return read && { ...read, context: contextOf(use, output) }

      async function wordOnce(): Promise<Feedback | undefined> {
        const reply = await generate(engine!, request, at, `edge-${input}`)
        const said = readFeedback(reply.text)
        if (!said) {
          await at.emit({ type: 'warning', message: `${engine!.id} gave no feedback on: ${role}` })
        }
        return said
      }
    })
}

function contextOf({ conversation, images = [] }: Use, output: Variable<any>): UseContext {
  return {
    conversation,
    outputRole: output.role,
    output: output.render(),
    ...(images.length > 0 && { images }),
  }
}

/** A place for a variable below `place`, without the steps that both paths share. */
export function relative(place: Call, id: string): Call {
  const here = place.path.split('/')
  const there = id.split('/')
  let shared = 0
  while (shared < there.length - 1 && here[shared] === there[shared]) shared++
  return place.child(there.slice(shared).join('/'))
}

interface FitOptions {
  readonly role: string
  readonly engine: Engine
  readonly place: Call
  readonly options: AskOptions
}

/** What the headings and tags of an edge's prompt take, in tokens. */
const frame = 200

/** The facts of an edge as one prompt can show them: the text that feedback is wanted on is always whole. */
async function fitEdge({ output, input, gradients }: Edge, use: Use, at: FitOptions): Promise<EdgePrompt> {
  const { role, engine, place, options } = at
  const system = String(options.system ?? edgeSystem)
  const value = output.op!.inputs[input]!.render()
  const end = isOwnEvaluation(gradients) ? (use.judges ? 'judges it' : 'is the result') : undefined
  const said = end ? [] : gradients.map(weighedText)
  const rest = {
    subject: { role, value },
    output,
    end,
    system,
    ...(use.images && { images: use.images }),
  } as const
  const limit = promptLimit(engine, options.promptTokens)
  const { count } = limit
  if (fits([system, value, use.conversation, ...said], limit.tokens - frame, count)) {
    return { ...rest, conversation: use.conversation, said }
  }
  const digest: DigestOptions = { role: output.role, engine, limit, place: place.child(`digest-${input}`) }
  const room = roomBeside(frame + count(system) + count(value), { ...digest, role })
  const conversation = clip(use.conversation, Math.floor(room / 2), count)
  const left = room - count(conversation)
  const fitted = await digestToFit(said, left, digest)
  const used = fitted.reduce((sum, text) => sum + count(text), 0)
  return { ...rest, conversation: clip(use.conversation, room - used, count), said: fitted }
}
