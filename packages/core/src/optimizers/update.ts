import type { Gradient, Trace } from '../graph/gradient.ts'
import type { Variable } from '../graph/variable.ts'
import type { Engine, GenerateRequest, Sampling } from '../llm/engine.ts'
import { promptLimit, type PromptLimit } from '../prompts/limit.ts'
import { freeTag } from '../prompts/tagged.ts'
import { updateTag } from '../prompts/update.ts'
import type { Call } from '../run/call.ts'
import type { History } from '../strategies/strategy.ts'
import { askUntilUsable } from './ask-until-usable.ts'
import { checkConstraints, type Constraint } from './constraint.ts'
import type { Memory, Recollection } from './memory.ts'
import type { ParameterUpdate } from './optimizer.ts'
import { replyFormat, type ReplyFormat } from './reply-format.ts'
import type { Reading } from './reply.ts'
import { composeUpdate } from './update-request.ts'

export interface UpdateOptions {
  readonly engine: Engine
  readonly system: Variable
  readonly constraints: readonly Constraint[]
  readonly examples: readonly string[]
  readonly attempts: number
  readonly sampling: Sampling | undefined
  readonly promptTokens: number | undefined
  readonly memory: Memory | undefined
}

/** Parameters that one request rewrites: one, or all of a recorded graph. */
export interface UpdateGroup {
  readonly trace: Trace | undefined
  readonly targets: readonly { readonly parameter: Variable<any>; readonly gradients: readonly Gradient[] }[]
}

interface Target {
  readonly parameter: Variable<any>
  readonly gradients: readonly Gradient[]
  readonly shown: string
  /** The tag that its new value is to be written in. */
  readonly tag: string
  /** The one that would do if nobody had quoted it. */
  readonly usual: string
}

export interface Setting {
  readonly place: Call
  readonly history: History | undefined
}

/** What a request for new values is made of. */
export interface Composed extends Setting {
  readonly trace: Trace | undefined
  readonly targets: readonly Target[]
  readonly recalled: Recollection
  readonly options: UpdateOptions
  readonly limit: PromptLimit
  readonly format: ReplyFormat
}

/** Asks for the new values of one group of parameters until all can be used, or the attempts are spent. */
export async function requestUpdate(
  { targets: given, trace }: UpdateGroup,
  options: UpdateOptions,
  { place, history }: Setting,
): Promise<ParameterUpdate[]> {
  const { engine, memory } = options
  const { parameter, gradients } = given[0]!
  const at = place.child(parameter.id)
  const recalled =
    trace || !memory ? {} : await memory.recall({ parameter, gradients, history, engine, place: at })
  const composed: Composed = {
    trace,
    targets: withTags(given, trace),
    recalled,
    options,
    history,
    place: at,
    limit: promptLimit(engine, options.promptTokens),
    format: replyFormat(engine),
  }
  const [updates, remembered] = await Promise.all([rewrite(composed), recalled.memory])
  return remembered === undefined ? updates : updates.map((update) => ({ ...update, memory: remembered }))
}

async function rewrite(composed: Composed): Promise<ParameterUpdate[]> {
  const { targets, options, place, format, limit } = composed
  const { engine, attempts, sampling } = options
  const tags = targets.map(({ tag }) => tag)
  const request: GenerateRequest = {
    ...(await composeUpdate(composed)),
    purpose: 'update',
    ...(format.schema && { schema: format.schema(tags) }),
    ...(sampling && { sampling }),
  }
  const answer = await askUntilUsable({
    engine,
    request,
    attempts,
    limit,
    place,
    format: format.instruct(tags),
    read: ({ text }) => readAll(text, composed),
  })
  if ('value' in answer) return answer.value
  return targets.map(({ parameter }) => ({
    parameter,
    value: parameter.value,
    outcome: 'unusable',
    detail: answer.defect,
  }))
}

/** A tag for each target that nothing holds which the model may quote: neither a shown value nor the evidence. */
function withTags(targets: UpdateGroup['targets'], trace: Trace | undefined): Target[] {
  const rendered = targets.map(({ parameter }) => parameter.render())
  const evidence = targets.flatMap(({ gradients }) =>
    gradients.flatMap(({ text, context }) => [text, context?.conversation ?? '']),
  )
  return targets.map((target, index) => {
    const name = trace && targets.length > 1 ? `${updateTag}_${index + 1}` : updateTag
    return {
      ...target,
      shown: rendered[index]!,
      usual: freeTag(name, rendered),
      tag: freeTag(name, [...rendered, ...evidence]),
    }
  })
}

/** A model that has never heard of the tag that was asked for may write the usual one. */
function readFor({ tag, usual }: Target, reply: string, format: ReplyFormat): Reading {
  if (tag === usual || reply.toLowerCase().includes(tag.toLowerCase())) return format.read(reply, tag)
  return { ...format.read(reply, usual), remark: `it was written in ${usual} instead of ${tag}` }
}

async function readAll(reply: string, { targets, options, format }: Composed): Promise<ParameterUpdate[]> {
  const updates: ParameterUpdate[] = []
  for (const target of targets) {
    const { parameter, shown } = target
    const { text, remark } = readFor(target, reply, format)
    const value: unknown = await parameter.codec.parse(text)
    await checkConstraints(value, options.constraints)
    const same = parameter.codec.render(value) === shown
    const outcome = same ? 'unchanged' : 'changed'
    updates.push({ parameter, value, outcome, ...(remark !== undefined && { detail: remark }) })
  }
  return updates
}
