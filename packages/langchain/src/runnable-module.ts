import type { BaseCallbackHandler } from '@langchain/core/callbacks/base'
import { Module, type Call, type Variable } from '@textgrad/core'
import {
  agentOp,
  type AgentOptions,
  type AgentRun,
  type AgentAnswer,
  type Prompts,
  type Texts,
} from '@textgrad/core'
import { Failures } from '@textgrad/host/failures'

import { failureOf } from './failure.ts'
import { textOf } from './reading.ts'
import { Recorder } from './recorder.ts'

/** What runs: a Runnable, a chain, an agent, a compiled graph. */
export interface Invokable<Result> {
  invoke(
    input: unknown,
    options?: { readonly signal?: AbortSignal; readonly callbacks?: BaseCallbackHandler[] },
  ): Promise<Result>
}

export interface RunnableModuleOptions<P extends Prompts, Question, Result> extends AgentOptions<P> {
  /** Builds it, at each forward, with the texts that the prompts then have. */
  readonly build: (texts: Texts<P>) => Invokable<Result>
  /** The input of a question (default: the question itself). */
  readonly input?: (question: Question) => unknown
  /** The text of a result (default: of a string, a message, the last of `messages`, `output`, else JSON). */
  readonly output?: (result: Result) => string
  /**
   * The most model calls that a run may make (default: no limit, and one is set aside). They are set aside from
   * the budget before it starts; a run that asks for more is stopped, which is feedback.
   */
  readonly maxCalls?: number
}

/**
 * A LangChain Runnable as an op whose prompts are parameters. Feedback on its answer becomes feedback on each
 * trainable prompt and on the question, by a backward engine that is shown every model answer, tool call and tool
 * result of the run. What a tool or the chain throws is feedback too; what a model's provider fails at rejects with
 * EngineError, abortion with the signal's reason.
 */
export class RunnableModule<P extends Prompts, Question = string, Result = unknown> extends Module {
  readonly prompts: P
  readonly #answer: (question: Variable<Question>, call?: Call) => Promise<Variable<AgentAnswer>>

  /** @throws RangeError if `maxCalls` is not a whole number from 1 up. */
  constructor(options: RunnableModuleOptions<P, Question, Result>) {
    super()
    this.prompts = options.prompts
    this.#answer = agentOp(options, (texts, question: Question, signal) =>
      run(options, { texts, question, signal }),
    )
  }

  /** Runs it on a question; what it made is kept in the journal, and its model calls count for 'forward'. */
  forward(question: Variable<Question>, call?: Call): Promise<Variable<AgentAnswer>> {
    return this.#answer(question, call)
  }
}

interface Request<P extends Prompts, Question> {
  readonly texts: Texts<P>
  readonly question: Question
  readonly signal: AbortSignal
}

async function run<P extends Prompts, Question, Result>(
  options: RunnableModuleOptions<P, Question, Result>,
  { texts, question, signal }: Request<P, Question>,
): Promise<AgentRun> {
  const { name, maxCalls, build, input = (asked) => asked, output = textOf } = options
  const recorder = new Recorder(maxCalls ?? Number.POSITIVE_INFINITY)
  const ended = async (): Promise<Pick<AgentRun, 'text' | 'error'>> => {
    try {
      const result = await build(texts).invoke(input(question), {
        callbacks: [recorder],
        signal: AbortSignal.any([signal, recorder.limit]),
      })
      return { text: output(result) }
    } catch (error) {
      return { error: failureOf(error, recorder, new Failures(name, 'unknown')) }
    }
  }
  return { ...(await ended()), steps: recorder.steps, spent: recorder.spent }
}
