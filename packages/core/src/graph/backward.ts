import type { Engine } from '../llm/engine.ts'
import { generate } from '../llm/generate.ts'
import { graphText } from '../prompts/graph.ts'
import { readFeedback } from '../prompts/satisfied.ts'
import { rootCall, type Call } from '../run/call.ts'
import type { Feedback, Gradient } from './gradient.ts'
import { ownEvaluation, type BackwardMode } from './op.ts'
import { mergeGroups } from './reduce.ts'
import { semaphore } from './semaphore.ts'
import { inputsFirst, trainableGraph } from './trainable-graph.ts'
import type { Variable } from './variable.ts'
import { runWave, type WaveWork } from './wave.ts'

export interface BackwardOptions {
  /** Words the feedback of ops that have no exact backward. Not needed where all have. */
  readonly engine?: Engine
  readonly signal?: AbortSignal
  /** How many calls may be under way at once (default: Infinity). */
  readonly concurrency?: number
  /** Default: 'pass-through'. */
  readonly mode?: BackwardMode
  /** What is said of this loss (default: its own text), such as a person's critique. */
  readonly gradient?: Feedback
  readonly call?: Call
}

/**
 * Passes feedback from a loss to everything trainable below it: an edge runs as soon as the feedback on its
 * output is complete, at the same time as every other such edge. Gradients are added to the variables when all
 * is done, in edge order; a failed or aborted backward adds none.
 *
 * Rejects with the signal's reason, EngineError or BudgetExceeded; with TypeError where an engine is needed and
 * none was given.
 */
export async function backward(loss: Variable<any>, options: BackwardOptions): Promise<void> {
  const nodes = trainableGraph(loss)
  if (nodes.size === 0) return
  const said: Gradient[] = [...loss.gradients]
  if (options.gradient) said.push({ ...options.gradient, from: loss })
  else if (said.length === 0) said.push(ownEvaluation(loss))

  const stop = new AbortController()
  const place = placeOf(options, stop.signal)
  place.signal?.throwIfAborted()
  const told: Promise<void>[] = []
  const work: WaveWork = {
    mode: options.mode ?? 'pass-through',
    ask: asker(options, place),
    merge: (of, gradients) => mergeGroups(of, gradients, options.engine, relative(place, of.id)),
    settled(variable, gradients) {
      if (!options.call) return
      for (const gradient of gradients) {
        const telling = tell(relative(place, variable.id), variable, gradient)
        // It is awaited when the wave is through; until then a failure must not count as unhandled.
        telling.catch(() => {})
        told.push(telling)
      }
    },
  }
  try {
    await runWave(nodes, loss, said, work)
  } catch (error) {
    stop.abort(error)
    throw error
  }
  await Promise.all(told)
  if (work.mode === 'graph') record(loss, nodes)
  for (const { variable, gradients } of nodes.values()) {
    if (variable !== loss) variable.accumulate(gradients)
  }
}

function placeOf({ call, signal }: BackwardOptions, stop: AbortSignal): Call {
  const base = call ?? rootCall()
  const signals = [signal, base.signal, stop].filter((one) => one !== undefined)
  return base.child('backward', { signal: signals.length > 1 ? AbortSignal.any(signals) : stop })
}

/** A place for a variable below `place`, without the steps that both paths share. */
function relative(place: Call, id: string): Call {
  const here = place.path.split('/')
  const there = id.split('/')
  let shared = 0
  while (shared < there.length - 1 && here[shared] === there[shared]) shared++
  return place.child(there.slice(shared).join('/'))
}

function asker({ engine, concurrency, mode }: BackwardOptions, place: Call): WaveWork['ask'] {
  const limit = semaphore(concurrency ?? Number.POSITIVE_INFINITY)
  return (output, input, request) =>
    limit(async () => {
      // The recorded graph will say it; here it only has to reach the parameters that something is asked of them.
      if (mode === 'graph') return { kind: 'feedback', text: '' }
      if (!engine) {
        throw new TypeError(
          `Expected an engine for backward(), because ${output.op?.name} has no exact feedback`,
        )
      }
      const at = relative(place, output.id)
      const reply = await generate(engine, { ...request, purpose: 'backward' }, at, `edge-${input}`)
      const read = readFeedback(reply.text)
      if (!read) {
        const role = output.op?.inputs[input]?.role
        await at.emit({ type: 'warning', message: `${engine.id} gave no feedback on: ${role}` })
      }
      return read
    })
}

async function tell(place: Call, variable: Variable<any>, gradient: Gradient): Promise<void> {
  await place.emit({
    type: 'gradient',
    variable: variable.id,
    role: variable.role,
    from: gradient.from.id,
    kind: gradient.kind,
    text: gradient.text,
    ...(gradient.data !== undefined && { data: gradient.data }),
  })
}

/** Replaces what reached the parameters by the whole recorded graph, shared by all of them. */
function record(loss: Variable<any>, nodes: ReturnType<typeof trainableGraph>): void {
  const trace = {
    text: graphText(inputsFirst(loss, nodes), (variable) => nodes.get(variable)?.gradients ?? []),
  }
  for (const node of nodes.values()) {
    const asked = node.gradients.some(({ kind }) => kind === 'feedback')
    if (node.variable.op || !asked) continue
    node.gradients = [{ kind: 'feedback', text: trace.text, from: loss, trace }]
  }
}
