import { Module, SystemError, type Call, type Variable } from '@textgrad/core'
import {
  agentOp,
  type AgentOptions,
  type AgentRun,
  type AgentAnswer,
  type Prompts,
  type Texts,
} from '@textgrad/core'
import { causesOf, Failures, providerFailure } from '@textgrad/host/failures'

import { spentOn, stepsOf, type AiSdkResult } from './ai-sdk-steps.ts'

export interface AiSdkModuleOptions<P extends Prompts, Question> extends AgentOptions<P> {
  /** Calls the AI SDK, at each forward, with the texts that the prompts then have. */
  readonly run: (
    texts: Texts<P>,
    question: Question,
    at: { readonly signal: AbortSignal },
  ) => Promise<AiSdkResult>
  /**
   * The most model calls that a run makes, as `stopWhen` limits them: they are set aside from the budget before it
   * starts (default: 1 is set aside). What a run really made is counted.
   */
  readonly maxCalls?: number
}

/**
 * A call of the AI SDK's `generateText`, or one of its agents, as an op whose prompts are parameters. Feedback on its
 * answer becomes feedback on each trainable prompt and on the question, by a backward engine that is shown every model
 * answer, tool call and tool result. What it throws is feedback too; what a model's provider fails at rejects with
 * EngineError, abortion with the signal's reason.
 */
export class AiSdkModule<P extends Prompts, Question = string> extends Module {
  readonly prompts: P
  readonly #answer: (question: Variable<Question>, call?: Call) => Promise<Variable<AgentAnswer>>

  /** @throws RangeError if `maxCalls` is not a whole number from 1 up. */
  constructor(options: AiSdkModuleOptions<P, Question>) {
    super()
    const { name, prompts, run } = options
    this.prompts = prompts
    this.#answer = agentOp(options, async (texts, question: Question, signal): Promise<AgentRun> => {
      try {
        const result = await run(texts, question, { signal })
        return { text: result.text, steps: stepsOf(result), spent: spentOn(result) }
      } catch (error) {
        throwSystem(error, name)
        // The AI SDK does not tell how far it came; one call was made for sure.
        return { error, steps: [], spent: { calls: 1, tokens: 0 } }
      }
    })
  }

  /** Runs it on a question; what it made is kept in the journal, and its model calls count for 'forward'. */
  forward(question: Variable<Question>, call?: Call): Promise<Variable<AgentAnswer>> {
    return this.#answer(question, call)
  }
}

/** Throws what says nothing about the prompts: failures of the system around them, and abortion. */
function throwSystem(error: unknown, name: string): void {
  const links = causesOf(error)
  const system =
    links.find((link) => link instanceof SystemError || link.name === 'AbortError') ??
    providerFailure(error, new Failures(name, 'unknown'))
  if (system) throw system
}
