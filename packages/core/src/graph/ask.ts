import type { Engine, Sampling } from '../llm/engine.ts'
import { generate } from '../llm/generate.ts'
import { edgePrompt } from '../prompts/edge.ts'
import { readFeedback } from '../prompts/satisfied.ts'
import type { Call } from '../run/call.ts'
import { agree, type Consistency } from './consistency.ts'
import { fitEdge } from './fit-edge.ts'
import type { Feedback, UseContext } from './gradient.ts'
import type { BackwardMode, Use } from './op.ts'
import { semaphore } from './semaphore.ts'
import type { Variable } from './variable.ts'
import type { WaveWork } from './wave.ts'

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

const recorded: Feedback = { kind: 'feedback', text: '' }

/** What answers the ops of a wave: it asks the backward engine, in prompts that fit it. */
export function asker(options: AskOptions, place: Call): WaveWork['ask'] {
  const { engine, concurrency, mode, consistency } = options
  const limit = semaphore(concurrency ?? Number.POSITIVE_INFINITY)
  const below = relativeTo(place)
  // The recorded graph will say it; here it only has to reach the parameters that something is asked of them.
  if (mode === 'graph') return () => recorded
  return (edge, use) =>
    limit(async () => {
      const { output, input } = edge
      if (!engine) {
        throw new TypeError(
          `Expected an engine for backward(), because ${output.op?.name} has no exact feedback`,
        )
      }
      const at = below(output.id)
      const role = output.op!.inputs[input]!.role
      const fitted = fitEdge(edge, use, {
        engine,
        place: at,
        system: options.system,
        promptTokens: options.promptTokens,
      })
      const prompt = fitted instanceof Promise ? await fitted : fitted
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

/** Places for variables below `place`, without the steps that both paths share. */
export function relativeTo(place: Call): (id: string) => Call {
  const here = place.path.split('/')
  return (id) => {
    if (!id.startsWith(here[0]!)) return place.child(id)
    const there = id.split('/')
    let shared = 0
    while (shared < there.length - 1 && here[shared] === there[shared]) shared++
    return place.child(there.slice(shared).join('/'))
  }
}
