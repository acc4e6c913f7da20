import {
  constant,
  feedback,
  LlmCall,
  MultiChoiceLoss,
  rootCall,
  variable,
  type Engine,
  type Objective,
  type Problem,
} from '@textgrad/core'

import { judge, type AnswerFormat } from './answers/answer-format.ts'
import { answeringPrompt, criticInstruction, solutionRole } from './prompts/answering.ts'
import { unparsedText } from './prompts/verdict.ts'
import { questionText, type Question } from './question.ts'

export interface QuestionProblemOptions {
  /** Answers the question first, and criticises its answers. */
  readonly engine: Engine
  /** Without its right answer nothing is lost: that is only reported, and steers nothing. */
  readonly question: Pick<Question, 'question' | 'choices'> & { readonly answer?: string | undefined }
  readonly format: AnswerFormat
  /** The answer to start from (default: the engine's own, in one call). */
  readonly start?: string | undefined
  /** How to criticise (default: be critical, do not solve it). */
  readonly instruction?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * An answer to one question as a problem, for improving it when it is asked: a critic without the truth says what is
 * doubtful, and the answer is rewritten. As in the TextGrad paper every revision counts as better than the one before:
 * its score is its step, so that every gate lets it pass and the last one is the best; one without an answer that can be
 * read is not feasible. The right answer, where it is known, is reported as the metric `correct` and used for nothing
 * else. Vote among the revisions with `majorityVote`.
 *
 * The first answer is asked for here, before a run and so outside of its budget and journal: a run that may have to be
 * resumed is given its `start`.
 * @throws TypeError for a right answer that is none in the format. Rejects with EngineError, or the signal's reason.
 */
export async function questionProblem(options: QuestionProblemOptions): Promise<Problem> {
  const { question, format } = options
  if (question.answer !== undefined) judge(format, '', question.answer)
  const start = options.start ?? (await firstAnswer(options))
  return {
    start: { solution: start },
    metrics: [
      { name: 'revisions', direction: 'maximize' },
      { name: 'unparsed', direction: 'minimize' },
      ...(question.answer === undefined ? [] : [{ name: 'correct', direction: 'maximize' } as const]),
    ],
    build: ({ solution }) => objective(solution!, options),
    async [Symbol.asyncDispose]() {},
  }
}

async function firstAnswer({ engine, question, format, signal }: QuestionProblemOptions): Promise<string> {
  const model = new LlmCall({ engine, system: answeringPrompt(format) })
  const asked = constant(questionText(question), { role: 'question' })
  const reply = await model.forward(asked, rootCall({ signal, path: 'first-answer' }))
  return reply.value
}

function objective(value: string, options: QuestionProblemOptions): Objective {
  const { engine, question, format, instruction } = options
  const text = questionText(question)
  const solution = variable(value, { name: 'solution', role: solutionRole(text, format) })
  const critic = new MultiChoiceLoss({
    engine,
    // With choices, core's own instruction speaks of options.
    ...(instruction !== undefined
      ? { instruction }
      : !question.choices && { instruction: criticInstruction }),
  })
  return {
    parameters: [solution],
    loss: (_, call) => critic.forward(constant(text, { role: 'question' }), solution, call),
    async evaluate(_, { step }) {
      const unparsed = format.parse(value) === undefined
      return {
        score: step,
        metrics: { revisions: step, unparsed: Number(unparsed), ...correctness(value, options) },
        feasible: !unparsed,
        feedback: unparsed ? [feedback(unparsedText(format))] : [],
      }
    },
  }
}

function correctness(value: string, { question: { answer }, format }: QuestionProblemOptions) {
  if (answer === undefined) return {}
  return { correct: Number(judge(format, value, answer).outcome === 'right') }
}
