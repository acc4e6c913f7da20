import type { Json } from '../json.ts'
import type { Message } from '../llm/engine.ts'
import type { Call } from '../run/call.ts'
import { inCanonicalOrder, type EventBody, type RunEvent } from '../run/event.ts'
import type { Candidate, Evaluation, Problem } from '../run/problem.ts'
import { Material, unsupported, type Citation, type CitationKind } from './citations.ts'
import { Standstill } from './no-progress.ts'
import { Oscillations } from './oscillation.ts'

type Finding = Extract<EventBody, { type: 'finding' }> & {
  /** Where it belongs: '' is the step itself. */
  readonly path: string
}

/** What a run knows of a step when it has ended. */
interface WatchedStep {
  /** What its feedback may be about, as evaluated. */
  readonly judged: readonly { readonly candidate: Candidate; readonly evaluation: Evaluation }[]
  /** Steps in a row, with this one, that found nothing better. */
  readonly stale: number
}

type Emit = (event: RunEvent) => void | Promise<void>
type Told<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>

/** Looks at what a run tells, and finds out what is wrong with it: the same for the same run, whatever came back first. */
export class Watch {
  readonly #kinds: readonly CitationKind[]
  /** What is known of the task before anything is done. */
  readonly #given: readonly Json[]
  readonly #oscillations = new Oscillations()
  readonly #standstill = new Standstill()
  #heard: (Told<'generate'> | Told<'update'>)[] = []

  constructor({ citations = [], metrics }: Pick<Problem<any>, 'citations' | 'metrics'>, config: Json) {
    this.#kinds = citations
    this.#given = [config, ...metrics.flatMap(({ target }) => target ?? [])]
  }

  /** Hears what is told, and tells it on. */
  listening(emit: Emit | undefined): Emit {
    return (event) => {
      if (event.type === 'update' || (event.type === 'generate' && isFeedback(event))) this.#heard.push(event)
      return emit?.(event)
    }
  }

  /** Tells what there is to say of the step that has ended, each where it belongs. */
  async tell(step: WatchedStep, call: Call, root: Call): Promise<void> {
    for (const { path, ...finding } of await this.#ended(step)) {
      const place = path === '' ? call : root.child(path, { step: call.step })
      await place.emit(finding)
    }
  }

  /** What there is to say of the step that has ended; what was heard of it is forgotten. */
  async #ended({ judged, stale }: WatchedStep): Promise<readonly Finding[]> {
    const heard = inCanonicalOrder(this.#heard)
    this.#heard = []
    const updates = heard.filter((event) => event.type === 'update')
    const outcomes = updates.map(({ outcome }) => outcome)
    const replies = heard.filter((event) => event.type === 'generate')
    const evaluated = judged.map(({ evaluation }) => factsOf(evaluation))
    const material = new Material(
      [...this.#given, ...evaluated],
      judged.map(({ candidate }) => candidate),
    )
    const cited = await Promise.all(replies.map((reply) => this.#citations(reply, material)))
    return [
      ...cited.flat(),
      ...updates.flatMap((update) => this.#returned(update)),
      ...this.#standstill.ended({ outcomes, stale }).map((text): Finding => finding('no progress', text, '')),
    ]
  }

  async #citations({ text, messages, path }: Told<'generate'>, material: Material): Promise<Finding[]> {
    const citations = await unsupported(text, { texts: messages.flatMap(textsOf), material }, this.#kinds)
    if (citations.length === 0) return []
    const words = `feedback cites what nobody told: ${inWords(citations)}`
    return [{ ...finding('citation', words, path), data: { citations: [...citations] } }]
  }

  #returned({ parameter, role, before, after, path }: Told<'update'>): Finding[] {
    const back = this.#oscillations.changed(parameter, before, after)
    if (!back) return []
    return [{ ...finding('oscillation', `${role} goes back to what it was before`, path), data: { ...back } }]
  }
}

/** Feedback in words, from a model. */
function isFeedback({ purpose }: Told<'generate'>): boolean {
  return purpose === 'backward' || purpose === 'evaluate'
}

function finding(kind: Finding['finding'], text: string, path: string): Finding {
  return { type: 'finding', finding: kind, text, path }
}

function textsOf({ content }: Message): string[] {
  if (typeof content === 'string') return [content]
  return content.flatMap((part) => (part.type === 'text' ? part.text : []))
}

/** What an evaluation tells, in words and in numbers. */
function factsOf({ score, metrics, feedback, items = [], error }: Evaluation): Json {
  const said = [...feedback, ...items.flatMap((item) => item.feedback ?? [])]
  return [
    score,
    { ...metrics },
    ...items.map((item) => item.score),
    ...said.flatMap(({ text, data = null }) => [text, data]),
    ...(error === undefined ? [] : [error]),
  ]
}

/** By kind: `numbers 3.7, 41; tests test_7`. */
function inWords(citations: readonly Citation[]): string {
  return [...Map.groupBy(citations, ({ kind }) => kind)]
    .map(([kind, of]) => `${kind} ${of.map(({ text }) => text).join(', ')}`)
    .join('; ')
}
