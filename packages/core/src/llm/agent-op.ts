import { shown } from '../codec.ts'
import { fn } from '../graph/fn.ts'
import type { Variable } from '../graph/variable.ts'
import type { Call } from '../run/call.ts'
import { digest } from '../run/random.ts'
import { transcript, type AgentAnswer, type AgentStep } from './agent-step.ts'

/** Variables by what the agent calls them. */
export type Prompts = Readonly<Record<string, Variable<any>>>

/** The texts of prompts. */
export type Texts<P extends Prompts> = { readonly [K in keyof P]: string }

export interface AgentOptions<P extends Prompts> {
  /**
   * Kebab-case: it is part of ids. An answer that a journal holds counts for this name, prompts and question:
   * give another name to what was built anew.
   */
  readonly name: string
  /** What the answer is, in words; models are told it. */
  readonly role: string
  /** What is run, in words; models that word feedback are told it (default: the role). */
  readonly purpose?: string
  /** The texts that it runs with; the trainable ones are the parameters. */
  readonly prompts: P
  /** The most model calls of a run, set aside from the budget before it starts (default: 1 is set aside). */
  readonly maxCalls?: number
}

/** How a run ended: with a text, or with an error that says something about the prompts or the question. */
export interface AgentRun {
  readonly text?: string
  readonly error?: unknown
  readonly steps: readonly AgentStep[]
  /** Model calls that were made, and the tokens of those that told them. */
  readonly spent: { readonly calls: number; readonly tokens: number }
}

/**
 * Makes an op of an agent that another library runs: feedback on its answer becomes feedback on its prompts and on
 * the question, by a backward engine that is shown the steps. A run is kept in the journal, with what it failed with if
 * it did, and its model calls count for 'forward'.
 *
 * `run` must reject with SystemError or AbortError for what says nothing about the prompts; such a run is not kept.
 * @throws RangeError if `maxCalls` is not a whole number from 1 up.
 */
export function agentOp<P extends Prompts, Question>(
  { name, role, purpose = role, prompts, maxCalls = 1 }: AgentOptions<P>,
  run: (texts: Texts<P>, question: Question, signal: AbortSignal) => Promise<AgentRun>,
): (question: Variable<Question>, call?: Call) => Promise<Variable<AgentAnswer>> {
  if (!(Number.isSafeInteger(maxCalls) && maxCalls >= 1)) {
    throw new RangeError(`Expected maxCalls of ${name} to be a whole number from 1 up, got ${maxCalls}`)
  }
  const answer = async (values: readonly unknown[], place: Call): Promise<AgentAnswer> => {
    const texts = textsOf(prompts, values)
    const question = values.at(-1) as Question
    let cause: unknown
    const attempt = async (): Promise<Kept> => {
      const { error, ...ended } = await run(texts, question, place.signal ?? new AbortController().signal)
      if (ended.text !== undefined) return ended
      // What an aborted run fails with comes of that.
      place.signal?.throwIfAborted()
      cause = error
      const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
      return { ...ended, failure: { message, stack } }
    }
    const {
      text = '',
      failure,
      steps,
    } = await place.once('run', attempt, {
      hash: () => digest(JSON.stringify([name, texts, question])),
      cost: { purpose: 'forward', reserve: { calls: maxCalls }, spent: ({ spent }) => spent },
    })
    // The same error, to the line, whether the run was made now or is in the journal.
    if (failure) throw Object.assign(new Error(failure.message, { cause }), { stack: failure.stack })
    return { text, steps }
  }
  const op = fn<readonly unknown[], AgentAnswer>(
    { name, role, purpose, codec: shown(({ text }) => text), transcript },
    answer,
  )
  return (question, call) => op([...Object.values(prompts), question], call)
}

/** What a journal keeps of a run: JSON. */
type Kept = Omit<AgentRun, 'error'> & {
  readonly failure?: { readonly message: string; readonly stack: string }
}

/** The texts that the prompts had when the forward began, in the order of its inputs. */
function textsOf<P extends Prompts>(prompts: P, values: readonly unknown[]): Texts<P> {
  const texts = Object.entries(prompts).map(([key, { codec }], index) => [key, codec.render(values[index])])
  return Object.fromEntries(texts) as Texts<P>
}
