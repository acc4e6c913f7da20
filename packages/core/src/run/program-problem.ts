import { text } from '../codec.ts'
import { messageOf, propagates } from '../errors.ts'
import { fn } from '../graph/fn.ts'
import { feedback, type Feedback } from '../graph/gradient.ts'
import { sum } from '../graph/sum.ts'
import { usesOf } from '../graph/uses.ts'
import type { Variable } from '../graph/variable.ts'
import type { Module } from '../llm/module.ts'
import type { Call } from './call.ts'
import type { Candidate, Evaluation, ItemEvaluation, Metric, Objective, Problem } from './problem.ts'

/** What a prediction is worth: a number, or with a reason that optimizers are told. */
export type ItemScore = number | { readonly score: number; readonly feedback?: string }

export interface ProgramProblemOptions<Item, Program extends Module> {
  /** Makes the program with the values that it starts from; each candidate gets a fresh one. */
  readonly program: () => Program
  readonly items: { readonly train: readonly Item[]; readonly validation: readonly Item[] }
  readonly predict: (program: Program, item: Item, call: Call) => Promise<Variable<any>>
  readonly score: (prediction: Variable<any>, item: Item, call: Call) => ItemScore | Promise<ItemScore>
  /** What is said of a prediction, for gradients (default: its score, with the reason). */
  readonly loss?: (
    prediction: Variable<any>,
    item: Item,
    call: Call,
  ) => Variable<any> | Promise<Variable<any>>
  /** What the scores are (default: 'score', to be maximised). */
  readonly metric?: Metric
  /** The score of a prediction that failed (default: 0). */
  readonly failed?: number
  /** The name of an item (default: its place among the items it came with). */
  readonly id?: (item: Item) => string
}

/**
 * A program and examples as a problem: its trainable variables are the candidate, its mean score over the items is what
 * counts. A prediction that fails has the score `failed` and its error is feedback.
 * @throws TypeError for a program without parameters, or with two of one name.
 */
export function programProblem<Item, Program extends Module>(
  options: ProgramProblemOptions<Item, Program>,
): Problem<Item> {
  const metric = options.metric ?? { name: 'score', direction: 'maximize' }
  const start = candidateOf(options.program())
  const places = new Map(
    [...options.items.train, ...options.items.validation].map((item, index) => [item, index]),
  )
  const nameOf = options.id ?? ((item: Item) => String(places.get(item)))
  return {
    start,
    metrics: [metric],
    items: options.items,
    build: (candidate) => objective(candidate, { ...options, metric, id: nameOf }),
    async [Symbol.asyncDispose]() {},
  }
}

function candidateOf(program: Module): Candidate {
  const parameters = program.parameters()
  if (parameters.length === 0)
    throw new TypeError('Expected the program to have at least one trainable variable')
  const values: Record<string, string> = {}
  for (const parameter of parameters) {
    if (Object.hasOwn(values, parameter.id)) {
      throw new TypeError(
        `Expected the program's parameters to have names of their own, two are "${parameter.id}"`,
      )
    }
    values[parameter.id] = parameter.render()
  }
  return values
}

type Settled<Item, Program extends Module> = ProgramProblemOptions<Item, Program> &
  Required<Pick<ProgramProblemOptions<Item, Program>, 'metric' | 'id'>>

function objective<Item, Program extends Module>(
  candidate: Candidate,
  options: Settled<Item, Program>,
): Objective<Item> {
  const program = options.program()
  const parameters = program.parameters()
  let filled: Promise<void> | undefined
  // A codec may take its time to read a value, and build() may not.
  const ready = (): Promise<void> => (filled ??= fill(parameters, candidate))
  return {
    parameters,
    ready,
    async loss(items, call) {
      await ready()
      const losses = await Promise.all(
        items.map(async (item) => {
          const at = call.child(`item-${options.id(item)}`)
          const prediction = await options.predict(program, item, at)
          return options.loss ? options.loss(prediction, item, at) : scoreLoss(prediction, item, at)
        }),
      )
      return losses.length === 1 ? losses[0]! : sum(losses, call)
    },
    async evaluate(items, call) {
      await ready()
      const scored = await Promise.all(
        items.map((item) => evaluateItem(item, call.child(`item-${options.id(item)}`))),
      )
      return overall(scored, options.metric)
    },
  }

  async function evaluateItem(item: Item, call: Call): Promise<ItemEvaluation> {
    const prediction = await options.predict(program, item, call)
    const { score, feedback: reason } = await scoreOf(prediction, item, call)
    return {
      id: options.id(item),
      score,
      ...(reason !== undefined && { feedback: [feedback(reason)] }),
      uses: usesOf(prediction),
    }
  }

  async function scoreOf(
    prediction: Variable<any>,
    item: Item,
    call: Call,
  ): Promise<Exclude<ItemScore, number>> {
    try {
      const scored = await options.score(prediction, item, call)
      return typeof scored === 'number' ? { score: scored } : scored
    } catch (error) {
      if (propagates(error)) throw error
      return { score: options.failed ?? 0, feedback: messageOf(error) }
    }
  }

  async function scoreLoss(prediction: Variable<any>, item: Item, call: Call): Promise<Variable<any>> {
    const { name, direction } = options.metric
    const judged = fn(
      {
        name: 'score',
        role: `${name} of the prediction`,
        codec: text,
        backward: ({ result }): readonly Feedback[] => [feedback(result)],
      },
      async () => {
        const { score, feedback: reason } = await scoreOf(prediction, item, call)
        const better = direction === 'maximize' ? 'higher' : 'lower'
        return `${name} is ${score} (${better} is better).${reason === undefined ? '' : `\n${reason}`}`
      },
    )
    return judged([prediction], call)
  }
}

async function fill(parameters: readonly Variable<any>[], candidate: Candidate): Promise<void> {
  for (const parameter of parameters) {
    const value = candidate[parameter.id]
    if (value === undefined) throw new TypeError(`Expected the candidate to have a value for ${parameter.id}`)
    parameter.value = await parameter.codec.parse(value)
  }
}

/** The mean over the items; a metric that is minimised is negated here, once. */
function overall(scored: readonly ItemEvaluation[], { name, direction }: Metric): Evaluation {
  const mean = scored.reduce((total, { score }) => total + score, 0) / scored.length
  const sign = direction === 'maximize' ? 1 : -1
  return {
    score: sign * mean,
    metrics: { [name]: mean },
    feasible: true,
    feedback: [],
    items: scored.map((one) => ({ ...one, score: sign * one.score })),
  }
}
