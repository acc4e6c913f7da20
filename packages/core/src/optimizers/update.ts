import { ParseError } from '../errors.ts'
import type { Gradient, Trace } from '../graph/gradient.ts'
import type { Variable } from '../graph/variable.ts'
import type { Engine, GenerateResult, Message, Sampling, TriedValue, UpdateFacts } from '../llm/engine.ts'
import { generate } from '../llm/generate.ts'
import { graphUpdatePrompt } from '../prompts/graph.ts'
import { freeTag } from '../prompts/tagged.ts'
import { retryMessages, updatePrompt, updateSystem, updateTag, type PastVersion } from '../prompts/update.ts'
import type { Call } from '../run/call.ts'
import type { History } from '../strategies/strategy.ts'
import { checkConstraints, constraintText, type Constraint } from './constraint.ts'
import type { ParameterUpdate } from './optimizer.ts'
import { lastTagged } from './reply.ts'

export interface UpdateOptions {
  readonly engine: Engine
  readonly constraints: readonly Constraint[]
  readonly examples: readonly string[]
  readonly attempts: number
  readonly sampling: Sampling | undefined
  /** The versions of a parameter that its update is reminded of (default: none). */
  readonly past?: (parameter: Variable<any>, history: History | undefined) => readonly PastVersion[]
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
}

interface Setting {
  readonly place: Call
  readonly history: History | undefined
}

/** Asks for the new values of one group of parameters until all can be used, or the attempts are spent. */
export async function requestUpdate(
  group: UpdateGroup,
  options: UpdateOptions,
  { place, history }: Setting,
): Promise<ParameterUpdate[]> {
  const targets = withTags(group)
  const { prompt, about } = ask(group, targets, options, history)
  const at = place.child(targets[0]!.parameter.id)
  const messages: Message[] = [
    { role: 'system', content: updateSystem },
    { role: 'user', content: prompt },
  ]
  let defect = ''
  for (let attempt = 0; attempt < options.attempts; attempt++) {
    const reply = await generate(
      options.engine,
      {
        purpose: 'update',
        messages: [...messages],
        ...(about && { about }),
        ...(options.sampling && { sampling: options.sampling }),
      },
      at,
      `attempt-${attempt}`,
    )
    try {
      return await readAll(reply, targets, options.constraints)
    } catch (error) {
      if (!(error instanceof ParseError)) throw error
      defect = error.message
      messages.push(
        ...retryMessages(
          reply.text,
          defect,
          targets.map(({ tag }) => tag),
        ),
      )
    }
  }
  return targets.map(({ parameter }) => ({
    parameter,
    value: parameter.value,
    outcome: 'unusable',
    detail: `no usable reply in ${options.attempts} attempts: ${defect}`,
  }))
}

/** A tag for each target that none of the shown values holds. */
function withTags({ targets, trace }: UpdateGroup): Target[] {
  const rendered = targets.map(({ parameter }) => parameter.render())
  return targets.map((target, index) => ({
    ...target,
    shown: rendered[index]!,
    tag: freeTag(trace && targets.length > 1 ? `${updateTag}_${index + 1}` : updateTag, rendered),
  }))
}

function ask(
  { trace }: UpdateGroup,
  targets: readonly Target[],
  { constraints, examples, past }: UpdateOptions,
  history: History | undefined,
): { prompt: string; about?: UpdateFacts } {
  const words = constraints.map(constraintText)
  const first = targets[0]!
  const { parameter, gradients, tag, shown } = first
  const tried = triedValues(parameter, history)
  const about: UpdateFacts = {
    parameter: parameter.id,
    role: parameter.role,
    value: shown,
    feedback: gradients.map(({ kind, text, data }) => ({ kind, text, ...(data !== undefined && { data }) })),
    constraints: words,
    history: tried,
    tag,
  }
  if (trace) {
    const prompt = graphUpdatePrompt(
      trace.text,
      targets.map((target) => ({
        role: target.parameter.role,
        value: target.shown,
        constraints: words,
        tag: target.tag,
      })),
    )
    return targets.length === 1 ? { prompt, about } : { prompt }
  }
  const prompt = updatePrompt({
    role: parameter.role,
    value: shown,
    gradients,
    constraints: words,
    examples,
    history: tried,
    past: past?.(parameter, history) ?? [],
    tag,
  })
  return { prompt, about }
}

function triedValues({ id }: Variable<any>, history: History | undefined): TriedValue[] {
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

async function readAll(
  reply: GenerateResult,
  targets: readonly Target[],
  constraints: readonly Constraint[],
): Promise<ParameterUpdate[]> {
  if (reply.finish === 'length') throw new ParseError('it was cut at the length limit')
  if (reply.finish === 'refused') throw new ParseError('it declines to answer')
  const updates: ParameterUpdate[] = []
  for (const { parameter, shown, tag } of targets) {
    const value: unknown = await parameter.codec.parse(lastTagged(reply.text, tag))
    await checkConstraints(value, constraints)
    const same = parameter.codec.render(value) === shown
    updates.push({ parameter, value, outcome: same ? 'unchanged' : 'changed' })
  }
  return updates
}
