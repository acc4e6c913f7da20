import type { Variable } from '../graph/variable.ts'
import type { Engine, GenerateRequest, Message, Sampling } from '../llm/engine.ts'
import { askUntilUsable } from '../optimizers/ask-until-usable.ts'
import { checkConstraints, constraintText, type Constraint } from '../optimizers/constraint.ts'
import { replyFormat } from '../optimizers/reply-format.ts'
import { tellUpdate } from '../optimizers/tell-update.ts'
import { triedValues } from '../optimizers/update-request.ts'
import { fits, promptLimit } from '../prompts/limit.ts'
import { oproPrompt, oproSystem, type ScoredText } from '../prompts/opro.ts'
import { freeTag } from '../prompts/tagged.ts'
import { updateTag } from '../prompts/update.ts'
import type { Call } from '../run/call.ts'
import { compareEvaluations } from '../run/problem.ts'
import { settled } from '../run/settled.ts'
import type { History, Strategy } from './strategy.ts'

export interface OproOptions {
  readonly engine: Engine
  /** How many of the values that were tried a request shows: the best of them (default: 20). */
  readonly shown?: number
  /** How many values are asked for in a step, all at once (default: 8). */
  readonly proposals?: number
  /** Default: temperature 1, because the requests of a step differ in nothing but their seed. */
  readonly sampling?: Sampling
  /** Texts that show the task, such as a question and its right answer; each step shows three of them. */
  readonly examples?: readonly string[]
  /** What new values must obey, in words or as checks; a value that fails a check is sent back to the model. */
  readonly constraints?: readonly Constraint[]
  /** How often the engine is asked before a proposal is given up (default: 3). */
  readonly attempts?: number
  /** The most tokens of a prompt (default: what the engine's context window leaves, or 100,000). */
  readonly promptTokens?: number
}

const name = 'opro'
const examplesShown = 3
/** What was tried may take so much of a prompt; the best of it is always shown. */
const keptForTried = 0.7

/**
 * Optimisation by prompting: a model is shown the best values so far with their scores, the worst first, and asked for
 * one that scores higher. There are no gradients. Several parameters take turns, one in each step; a value counts by the
 * best score that it reached with any of the others. Already known values cost nothing; when no reply of a step can be
 * used, it has found nothing new. (Yang et al., "Large language models as optimizers", arXiv 2309.03409.)
 * @throws RangeError for shown, proposals or attempts that are not a whole number from 1 up, or a limit of tokens that is
 * too small for a prompt. Its run rejects with EngineError or BudgetExceeded, once all requests of the step have settled.
 */
export function opro(options: OproOptions): Strategy {
  const settings = settingsOf(options)
  return {
    name,
    async next(history, problem, call) {
      const { best } = history
      const objective = problem.build(best.candidate)
      await objective.ready?.()
      const parameter = objective.parameters[(history.step - 1) % objective.parameters.length]!
      const asked = compose(parameter, history, settings, call)
      const replies = await settled(
        Array.from({ length: settings.proposals }, (_, index) =>
          propose(asked, settings, call.child(`proposal-${index}`)),
        ),
      )
      const values = replies.flatMap((reply) => (reply ? parameter.codec.render(reply.value) : []))
      const origin = { parents: [best.id], by: name }
      // The best again is known: it says that there is nothing new.
      if (values.length === 0) return [{ candidate: best.candidate, ...origin }]
      return [...new Set(values)].map((value) => ({
        candidate: { ...best.candidate, [parameter.id]: value },
        ...origin,
      }))
    },
  }
}

type Settings = OproOptions &
  Required<Pick<OproOptions, 'shown' | 'proposals' | 'sampling' | 'examples' | 'constraints' | 'attempts'>>

function settingsOf(options: OproOptions): Settings {
  const { shown = 20, proposals = 8, attempts = 3 } = options
  for (const [option, value] of Object.entries({ shown, proposals, attempts })) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`Expected ${option} to be a whole number from 1 up, got ${value}`)
  }
  promptLimit(options.engine, options.promptTokens)
  const { sampling = { temperature: 1 }, examples = [], constraints = [] } = options
  return { ...options, shown, proposals, attempts, sampling, examples, constraints }
}

interface Asked {
  readonly parameter: Variable<any>
  readonly tag: string
  readonly request: GenerateRequest
}

/** The request that all proposals of a step begin with. */
function compose(parameter: Variable<any>, history: History, settings: Settings, call: Call): Asked {
  const { engine, sampling, promptTokens } = settings
  const examples = call.random.shuffle(settings.examples).slice(0, examplesShown)
  const constraints = settings.constraints.map(constraintText)
  const limit = promptLimit(engine, promptTokens)
  let tried = bestValues(parameter, history).slice(-settings.shown)
  while (
    tried.length > 1 &&
    !fits(
      tried.map(({ value }) => value),
      limit.tokens * keptForTried,
      limit.count,
    )
  )
    tried = tried.slice(1)
  const { id, role } = parameter
  const value = parameter.render()
  const tag = freeTag(updateTag, [value, ...examples, ...tried.map((one) => one.value)])
  const format = replyFormat(engine)
  const about = {
    parameter: id,
    role,
    value,
    feedback: [],
    constraints,
    history: triedValues(parameter, history),
    tag,
  }
  const messages: Message[] = [
    { role: 'system', content: oproSystem },
    {
      role: 'user',
      content: oproPrompt({ role, tried, examples, constraints, format: format.instruct([tag]) }),
    },
  ]
  const schema = format.schema?.([tag])
  const request = { purpose: 'update' as const, messages, sampling, about, ...(schema && { schema }) }
  return { parameter, tag, request }
}

/** Every value that could be evaluated with the best that it reached, the worst first; among equals the newest last. */
function bestValues({ id }: Variable<any>, { pool, failed }: History): ScoredText[] {
  const scored = [...pool, ...failed]
    .filter(({ evaluation: { error, score } }) => error === undefined && !Number.isNaN(score))
    .toSorted((a, b) => compareEvaluations(a.evaluation, b.evaluation) || a.step - b.step)
  const values = new Map<string, ScoredText>()
  for (const { candidate, evaluation } of scored) {
    const value = candidate[id]!
    // Where it stands in a map is where it was first set.
    values.delete(value)
    values.set(value, { value, score: evaluation.score, feasible: evaluation.feasible })
  }
  return [...values.values()]
}

/** Asks until a value can be used; undefined when the attempts are spent. */
async function propose(
  { parameter, tag, request }: Asked,
  { engine, attempts, promptTokens, constraints }: Settings,
  place: Call,
): Promise<{ readonly value: unknown } | undefined> {
  const format = replyFormat(engine)
  const answer = await askUntilUsable({
    engine,
    request,
    attempts,
    limit: promptLimit(engine, promptTokens),
    place,
    format: format.instruct([tag]),
    async read({ text }): Promise<unknown> {
      const value: unknown = await parameter.codec.parse(format.read(text, tag).text)
      await checkConstraints(value, constraints)
      return value
    },
  })
  if ('defect' in answer) {
    await tellUpdate(place, { parameter, value: parameter.value, outcome: 'unusable', detail: answer.defect })
    return undefined
  }
  const outcome = parameter.codec.render(answer.value) === parameter.render() ? 'unchanged' : 'changed'
  await tellUpdate(place, { parameter, value: answer.value, outcome })
  return answer
}
