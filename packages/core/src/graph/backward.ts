import { graphText } from '../prompts/graph.ts'
import { clip, fits, share } from '../prompts/limit.ts'
import { rootCall, type Call } from '../run/call.ts'
import { asker, relativeTo, type AskOptions } from './ask.ts'
import type { Feedback, Gradient } from './gradient.ts'
import { ownEvaluation } from './op.ts'
import { mergeGroups } from './reduce.ts'
import { inputsFirst, trainableGraph } from './trainable-graph.ts'
import type { Variable } from './variable.ts'
import { runWave, type WaveWork } from './wave.ts'

export interface BackwardOptions extends AskOptions {
  readonly signal?: AbortSignal
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
  const below = relativeTo(place)
  const told: Promise<void>[] = []
  const work: WaveWork = {
    mode: options.mode ?? 'pass-through',
    ask: asker(options, place),
    merge: (of, gradients) => mergeGroups(of, gradients, options, below(of.id)),
    settled(variable, gradients) {
      if (!options.call) return
      for (const gradient of gradients) {
        const telling = tell(below(variable.id), variable, gradient)
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
  const signals = [signal, base.signal].filter((one) => one !== undefined)
  return base.child('backward', { stop, ...(signals.length > 0 && { signal: AbortSignal.any(signals) }) })
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
  const variables = inputsFirst(loss, nodes)
  const said = (variable: Variable<any>): readonly Gradient[] => nodes.get(variable)?.gradients ?? []
  const text = graphText(variables, said)
  const trace = {
    text,
    within(tokens: number, count: (one: string) => number): string {
      if (fits([text], tokens, count)) return text
      const frame = count(graphText(variables, said, () => ''))
      const each = share(
        variables.map((variable) => count(variable.render())),
        tokens - frame,
      )
      return clip(
        graphText(variables, said, (one) => clip(one, each, count)),
        tokens,
        count,
      )
    },
  }
  for (const node of nodes.values()) {
    const asked = node.gradients.some(({ kind }) => kind === 'feedback')
    if (node.variable.op || !asked) continue
    node.gradients = [{ kind: 'feedback', text: trace.text, from: loss, trace }]
  }
}
