import type { Variable } from '../graph/variable.ts'
import type { Engine, GenerateRequest, Message, Sampling } from '../llm/engine.ts'
import { generate } from '../llm/generate.ts'
import type { Constraint } from '../optimizers/constraint.ts'
import { clip, promptLimit, type PromptLimit } from '../prompts/limit.ts'
import { reflectPrompt, reflectSystem } from '../prompts/reflexion.ts'
import type { Call } from '../run/call.ts'
import type { Evaluation } from '../run/problem.ts'
import { always } from './gate.ts'
import { writeAttempt } from './reflexion-attempt.ts'
import type { Evaluated, History, Strategy } from './strategy.ts'

export interface ReflexionOptions {
  readonly engine: Engine
  /** How many reflections an attempt is shown: the newest of them (default: 3). */
  readonly remembered?: number
  /** How others reflected: an attempt, what was found, and what was noted. */
  readonly examples?: readonly string[]
  readonly sampling?: Sampling
  /** What new values must obey, in words or as checks; a value that fails a check is sent back to the model. */
  readonly constraints?: readonly Constraint[]
  /** How often the engine is asked for an attempt before it is given up (default: 3). */
  readonly attempts?: number
  /** The most tokens of a prompt (default: what the engine's context window leaves, or 100,000). */
  readonly promptTokens?: number
}

const name = 'reflexion'
/** What was found may take so much of a prompt. */
const keptForFindings = 0.25

/**
 * Reflexion: after an attempt that failed, a model says why it failed and what to do otherwise; the next attempt is written
 * with what was found wrong with the last one and with the newest of these reflections. Every attempt takes the place of
 * the one before, better or not. There are no gradients: it hears what an evaluation says, and is finished when that is
 * satisfied. Several parameters take turns, one in each step. An attempt that repeats the last one word for word is none, and leaves
 * no reflection. (Shinn et al., "Reflexion: language agents with verbal reinforcement learning", arXiv 2303.11366.)
 * @throws RangeError for remembered or attempts that are not a whole number from 1 up, or a limit of tokens that is too small for a
 * prompt. Its run rejects with EngineError or BudgetExceeded.
 */
export function reflexion(options: ReflexionOptions): Strategy {
  const settings = settingsOf(options)
  return {
    name,
    gate: always,
    async next(history, problem, call) {
      const last = lastOf(history)
      const findings = findingsOf(last.evaluation)
      if (findings === undefined) return []
      const objective = problem.build(last.candidate)
      await objective.ready?.()
      const parameter = objective.parameters[(history.step - 1) % objective.parameters.length]!
      const attempt: Attempt = { parameter, findings: clipped(findings, settings), history, place: call }
      const reflection = await reflect(attempt, settings)
      const reflections = [...reflectionsOn(parameter, last), reflection].slice(-settings.remembered)
      const value = await writeAttempt({ ...attempt, reflections }, settings)
      return [
        {
          candidate: value === undefined ? last.candidate : { ...last.candidate, [parameter.id]: value },
          parents: [last.id],
          by: name,
          memory: { ...last.memory, [parameter.id]: JSON.stringify(reflections) },
        },
      ]
    },
  }
}

export interface Settings extends ReflexionOptions {
  readonly remembered: number
  readonly attempts: number
  readonly limit: PromptLimit
}

function settingsOf(options: ReflexionOptions): Settings {
  const { remembered = 3, attempts = 3 } = options
  for (const [option, value] of Object.entries({ remembered, attempts })) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`Expected ${option} to be a whole number from 1 up, got ${value}`)
  }
  return { ...options, remembered, attempts, limit: promptLimit(options.engine, options.promptTokens) }
}

export interface Attempt {
  readonly parameter: Variable<any>
  /** What was found wrong with its value. */
  readonly findings: string
  readonly history: History
  readonly place: Call
}

/** The newest attempt, whether it could be evaluated or not. */
function lastOf({ pool, failed }: History): Evaluated {
  return [...pool, ...failed].reduce((last, one) => (one.step >= last.step ? one : last))
}

/** What an evaluation has against a candidate; undefined where it is satisfied. */
function findingsOf({ feedback, items = [], score }: Evaluation): string | undefined {
  const all = [...feedback, ...items.flatMap((item) => item.feedback ?? [])]
  if (all.length > 0 && all.every(({ kind }) => kind === 'satisfied')) return undefined
  const texts = all.flatMap(({ kind, text }) => (kind === 'feedback' ? [text] : []))
  return texts.length > 0 ? [...new Set(texts)].join('\n\n') : `It scores ${Number(score.toPrecision(6))}.`
}

function clipped(findings: string, { limit }: Settings): string {
  return clip(findings, Math.floor(limit.tokens * keptForFindings), limit.count)
}

function reflectionsOn({ id }: Variable<any>, { memory = {} }: Evaluated): readonly string[] {
  const kept = memory[id]
  return kept === undefined ? [] : (JSON.parse(kept) as readonly string[])
}

async function reflect(attempt: Attempt, { engine, examples = [], sampling }: Settings): Promise<string> {
  const { parameter, findings, place } = attempt
  const { id, role } = parameter
  const value = parameter.render()
  const messages: Message[] = [
    { role: 'system', content: reflectSystem },
    { role: 'user', content: reflectPrompt({ role, value, findings, examples }) },
  ]
  const request: GenerateRequest = { purpose: 'backward', messages, ...(sampling && { sampling }) }
  const at = place.child('reflect').child(id)
  const { text } = await generate(engine, request, at, 'reflection')
  await at.emit({ type: 'gradient', variable: id, role, from: name, kind: 'feedback', text })
  return text
}
