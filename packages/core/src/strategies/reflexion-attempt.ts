import type { GenerateRequest } from '../llm/engine.ts'
import { askUntilUsable } from '../optimizers/ask-until-usable.ts'
import { checkConstraints, constraintText } from '../optimizers/constraint.ts'
import { replyFormat } from '../optimizers/reply-format.ts'
import { tellUpdate } from '../optimizers/tell-update.ts'
import { triedValues } from '../optimizers/update-request.ts'
import { clip } from '../prompts/limit.ts'
import { attemptPrompt, attemptSystem } from '../prompts/reflexion.ts'
import { freeTag } from '../prompts/tagged.ts'
import { updateTag } from '../prompts/update.ts'
import type { Attempt, Settings } from './reflexion.ts'

/** Reflections may together take so much of a prompt. */
const keptForReflections = 0.25

export interface NextAttempt extends Attempt {
  /** The newest last. */
  readonly reflections: readonly string[]
}

/** Writes the next attempt; undefined when no reply could be used. */
export async function writeAttempt(next: NextAttempt, settings: Settings): Promise<string | undefined> {
  const { parameter, place } = next
  const { engine, attempts, limit, constraints = [] } = settings
  const at = place.child('update')
  const { request, tag, format, instruction } = compose(next, settings)
  const answer = await askUntilUsable({
    engine,
    request,
    attempts,
    limit,
    place: at.child(parameter.id),
    format: instruction,
    async read({ text }): Promise<unknown> {
      const value: unknown = await parameter.codec.parse(format.read(text, tag).text)
      await checkConstraints(value, constraints)
      return value
    },
  })
  if ('defect' in answer) {
    const { defect: detail } = answer
    await tellUpdate(at, { parameter, value: parameter.value, outcome: 'unusable', detail })
    return undefined
  }
  const { value } = answer
  const written: string = parameter.codec.render(value)
  await tellUpdate(at, {
    parameter,
    value,
    outcome: written === parameter.render() ? 'unchanged' : 'changed',
  })
  return written
}

function compose({ parameter, findings, reflections, history }: NextAttempt, settings: Settings) {
  const { engine, limit, sampling, constraints = [] } = settings
  const { id, role } = parameter
  const value = parameter.render()
  const each = Math.floor((limit.tokens * keptForReflections) / reflections.length)
  const notes = reflections.map((one) => clip(one, each, limit.count))
  const tag = freeTag(updateTag, [value, findings, ...notes])
  const format = replyFormat(engine)
  const instruction = format.instruct([tag])
  const rules = constraints.map(constraintText)
  const schema = format.schema?.([tag])
  const prompt = { role, value, findings, reflections: notes, constraints: rules, format: instruction }
  const request: GenerateRequest = {
    purpose: 'update',
    messages: [
      { role: 'system', content: attemptSystem },
      { role: 'user', content: attemptPrompt(prompt) },
    ],
    about: {
      parameter: id,
      role,
      value,
      feedback: [{ kind: 'feedback', text: notes.at(-1)! }],
      constraints: rules,
      history: triedValues(parameter, history),
      tag,
    },
    ...(sampling && { sampling }),
    ...(schema && { schema }),
  }
  return { request, tag, format, instruction }
}
