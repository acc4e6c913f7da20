import { fitEvidence, roomBeside } from '../graph/evidence.ts'
import type { Gradient } from '../graph/gradient.ts'
import type { Variable } from '../graph/variable.ts'
import type { GenerateRequest, ImagePart, Message, TriedValue, UpdateFacts } from '../llm/engine.ts'
import { withImages } from '../llm/parts.ts'
import { graphUpdatePrompt } from '../prompts/graph.ts'
import { clip, fits, type PromptLimit } from '../prompts/limit.ts'
import { updatePrompt, type PastVersion } from '../prompts/update.ts'
import type { History } from '../strategies/strategy.ts'
import { constraintText } from './constraint.ts'
import type { Composed } from './update.ts'

type Composition = Pick<GenerateRequest, 'messages' | 'about'>

/** A reply that could not be used may be quoted in so much of the limit. */
const keptForRetry = 0.1
/** Earlier versions may take so much of the limit, and so may those that were tried in vain. */
const keptForVersions = 0.15

/** The request for new values, in a prompt that keeps its limit: what is to be rewritten is always shown whole. */
export async function composeUpdate(composed: Composed): Promise<Composition> {
  const { trace, targets, options, history } = composed
  const tried = triedValues(targets[0]!.parameter, history)
  const about = targets.length === 1 ? factsOf(composed, tried) : undefined
  const { content, images } = trace ? graphContent(composed, trace) : await evidenceContent(composed, tried)
  const messages: Message[] = [
    { role: 'system', content: options.system.render() },
    { role: 'user', content: withImages(content, images) },
  ]
  return { messages, ...(about && { about }) }
}

interface Content {
  readonly content: string
  readonly images: readonly ImagePart[]
}

async function evidenceContent(composed: Composed, tried: readonly TriedValue[]): Promise<Content> {
  const { targets, recalled, options, limit, place } = composed
  const { parameter, gradients, shown, tag } = targets[0]!
  const compose = (evidence: readonly Gradient[]): string =>
    updatePrompt({
      role: parameter.role,
      value: shown,
      gradients: evidence,
      constraints: options.constraints.map(constraintText),
      examples: options.examples,
      history: shortTried(tried, limit),
      past: shortPast(recalled.past ?? [], limit),
      digest: recalled.digest,
      format: composed.format.instruct([tag]),
    })
  const all = [...gradients, ...(recalled.gradients ?? [])]
  const { role } = parameter
  const room = roomFor(compose([]), composed, role)
  const evidence = await fitEvidence(all, room, {
    role,
    engine: options.engine,
    limit,
    place: place.child('digest'),
  })
  return { content: compose(evidence), images: evidence.flatMap(({ context }) => context?.images ?? []) }
}

function graphContent(composed: Composed, trace: NonNullable<Composed['trace']>): Content {
  const { targets, options, format, limit } = composed
  const constraints = options.constraints.map(constraintText)
  const shown = targets.map(({ parameter, shown: value }) => ({ role: parameter.role, value, constraints }))
  const instruct = format.instruct(targets.map(({ tag }) => tag))
  const room = roomFor(
    graphUpdatePrompt('', shown, instruct),
    composed,
    shown.map(({ role }) => role).join(', '),
  )
  return { content: graphUpdatePrompt(trace.within(room, limit.count), shown, instruct), images: [] }
}

/** The tokens that are left for evidence beside everything else that the prompt shows. */
function roomFor(prompt: string, { options, limit, place }: Composed, role: string): number {
  const taken = limit.count(prompt) + limit.count(options.system.render())
  return roomBeside(taken + Math.ceil(limit.tokens * keptForRetry), {
    role,
    engine: options.engine,
    limit,
    place,
  })
}

function factsOf({ targets, options }: Composed, history: readonly TriedValue[]): UpdateFacts {
  const { parameter, gradients, tag, shown } = targets[0]!
  return {
    parameter: parameter.id,
    role: parameter.role,
    value: shown,
    feedback: gradients.map(({ kind, text, data }) => ({ kind, text, ...(data !== undefined && { data }) })),
    constraints: options.constraints.map(constraintText),
    history,
    tag,
  }
}

/** The values that a parameter had in a run, oldest first. */
export function triedValues({ id }: Variable<any>, history: History | undefined): TriedValue[] {
  if (!history) return []
  const accepted = new Set(history.pool)
  return [...history.pool, ...history.failed]
    .toSorted((a, b) => a.step - b.step)
    .flatMap((one) => {
      const value = one.candidate[id]
      const { score, feedback } = one.evaluation
      return value === undefined ? [] : { value, score, feedback, accepted: accepted.has(one) }
    })
}

/** The versions that were tried last and in vain, cut short where they would take too much. */
function shortTried(tried: readonly TriedValue[], { tokens, count }: PromptLimit): TriedValue[] {
  const worse = tried.filter(({ accepted }) => !accepted).slice(-5)
  const room = tokens * keptForVersions
  if (
    fits(
      worse.flatMap(({ value, feedback }) => [value, ...feedback.map(({ text }) => text)]),
      room,
      count,
    )
  )
    return worse
  const each = Math.floor(room / 2 / worse.length)
  return worse.map(({ value, feedback, ...one }) => ({
    ...one,
    value: clip(value, each, count),
    feedback: [{ kind: 'feedback', text: clip(feedback.map(({ text }) => text).join('\n'), each, count) }],
  }))
}

function shortPast(past: readonly PastVersion[], { tokens, count }: PromptLimit): PastVersion[] {
  const room = tokens * keptForVersions
  if (
    fits(
      past.flatMap(({ value, feedback }) => [value, ...feedback]),
      room,
      count,
    )
  )
    return [...past]
  const each = Math.floor(room / 2 / past.length)
  return past.map(({ value, feedback }) => ({
    value: clip(value, each, count),
    feedback: [clip(feedback.join('\n'), each, count)],
  }))
}
