import {
  constant,
  demonstrations as codec,
  LlmCall,
  Module,
  programProblem,
  variable,
  type Demonstration,
  type Engine,
  type Evaluation,
  type Metric,
  type Objective,
  type Problem,
} from '@textgrad/core'

import { judge, type AnswerFormat } from './answers/answer-format.ts'
import { answeringPrompt } from './prompts/answering.ts'
import { verdictText } from './prompts/verdict.ts'
import { questionText, type Question } from './question.ts'
import { verdict } from './verdict.ts'

export interface PromptProblemOptions {
  /** Answers the questions. */
  readonly engine: Engine
  readonly train: readonly Question[]
  readonly validation: readonly Question[]
  /** The places of the questions that each step of `gradient` trains on, such as `paperBatches` (default: it draws them). */
  readonly batches?: readonly (readonly number[])[] | undefined
  readonly format: AnswerFormat
  /** The system prompt to start from (default: work it out step by step, and how to end). */
  readonly prompt?: string | undefined
  /** Worked examples to start from: they are then what is looked for, and the prompt stays as it is. */
  readonly demonstrations?: readonly Demonstration[] | undefined
}

const accuracy: Metric = { name: 'accuracy', direction: 'maximize' }
const unparsed: Metric = { name: 'unparsed', direction: 'minimize' }

/**
 * A system prompt, or the worked examples after it, as a problem: it is worth the share of validation questions that the engine answers rightly with it.
 * The share of replies without an answer is a metric of its own. Evaluate on test questions with
 * `problem.build(candidate).evaluate(test, call)`.
 * @throws RangeError without a question to train on or to validate with.
 */
export function promptProblem(options: PromptProblemOptions): Problem<Question> {
  const { engine, train, validation, batches, format, demonstrations: examples } = options
  for (const [part, { length }] of Object.entries({ train, validation })) {
    if (length === 0) throw new RangeError(`Expected at least one question in ${part}`)
  }
  const prompt = options.prompt ?? answeringPrompt(format)
  const problem = programProblem({
    program: () => new Answering(engine, prompt, examples),
    items: { train, validation },
    id: ({ id }: Question) => id,
    metric: accuracy,
    predict: (program, question, call) =>
      program.reply.forward(constant(questionText(question), { role: 'question' }), call),
    score({ value }, { answer }) {
      const judgement = judge(format, value as string, answer)
      const said = verdictText(judgement, answer, format)
      return { score: Number(judgement.outcome === 'right'), ...(said !== undefined && { feedback: said }) }
    },
    loss: (prediction, { answer }, call) => verdict(format, answer)([prediction], call),
  })
  return {
    ...problem,
    items: {
      train,
      validation,
      ...(batches && { batches }),
      label: ({ answer, ...question }) => ({ input: questionText(question), output: `Answer: ${answer}` }),
    },
    metrics: [accuracy, unparsed],
    build: (candidate) => withUnparsed(problem.build(candidate), format),
  }
}

class Answering extends Module {
  readonly reply: LlmCall

  constructor(engine: Engine, prompt: string, shown: readonly Demonstration[] | undefined) {
    super()
    const system =
      shown === undefined
        ? variable(prompt, {
            name: 'prompt',
            role: 'system prompt of a language model that answers questions',
          })
        : prompt
    const examples = shown && variable(shown, { name: 'demonstrations', role: 'worked examples', codec })
    this.reply = new LlmCall({
      engine,
      system,
      role: 'answer to the question',
      ...(examples && { examples }),
    })
  }
}

function withUnparsed(objective: Objective<Question>, format: AnswerFormat): Objective<Question> {
  return {
    parameters: objective.parameters,
    ready: () => objective.ready!(),
    loss: (questions, call) => objective.loss(questions, call),
    async evaluate(questions, call): Promise<Evaluation> {
      const evaluation = await objective.evaluate(questions, call)
      const replies = evaluation.items!.flatMap(({ uses = [] }) => uses.map(({ output }) => output))
      const without = replies.filter((reply) => format.parse(reply) === undefined).length
      return {
        ...evaluation,
        metrics: { ...evaluation.metrics, [unparsed.name]: without / questions.length },
      }
    },
  }
}
