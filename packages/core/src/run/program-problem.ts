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
    build: (candidate) => new ProgramObjective(candidate, { ...options, metric, id: nameOf }),
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

class ProgramObjective<Item, Program extends Module> implements Objective<Item> {
  readonly parameters: readonly Variable<any>[]
  readonly #program: Program
  readonly #candidate: Candidate
  readonly #options: Settled<Item, Program>
  #filled: Promise<void> | undefined

  constructor(candidate: Candidate, options: Settled<Item, Program>) {
    this.#options = options
    this.#candidate = candidate
    this.#program = options.program()
    this.parameters = this.#program.parameters()
  }

  ready(): Promise<void> {
    return (this.#filled ??= fill(this.parameters, this.#candidate))
  }

  async loss(items: readonly Item[], call: Call): Promise<Variable<any>> {
    await this.ready()
    const { id, predict, loss } = this.#options
    const losses = await Promise.all(
      items.map(async (item) => {
        const at = call.child(`item-${id(item)}`)
        const prediction = await predict(this.#program, item, at)
        return loss ? loss(prediction, item, at) : this.#scoreLoss(prediction, item, at)
      }),
    )
    return losses.length === 1 ? losses[0]! : sum(losses, call)
  }

  async evaluate(items: readonly Item[], call: Call): Promise<Evaluation> {
    await this.ready()
    const { id, metric } = this.#options
    const scored = await Promise.all(
      items.map((item) => this.#evaluateItem(item, call.child(`item-${id(item)}`))),
    )
    return overall(scored, metric)
  }

  async #evaluateItem(item: Item, call: Call): Promise<ItemEvaluation> {
    const { id, predict } = this.#options
    const prediction = await predict(this.#program, item, call)
    const { score, feedback: reason } = await this.#score(prediction, item, call)
    return {
      id: id(item),
      score,
      ...(reason !== undefined && { feedback: [feedback(reason)] }),
      uses: usesOf(prediction),
    }
  }

  async #score(prediction: Variable<any>, item: Item, call: Call): Promise<Exclude<ItemScore, number>> {
    const { score, failed = 0 } = this.#options
    try {
      const scored = await score(prediction, item, call)
      return typeof scored === 'number' ? { score: scored } : scored
    } catch (error) {
      if (propagates(error)) throw error
      return { score: failed, feedback: messageOf(error) }
    }
  }

  #scoreLoss(prediction: Variable<any>, item: Item, call: Call): Promise<Variable<string>> {
    const { name, direction } = this.#options.metric
    const judged = fn<readonly [unknown], string>(
      {
        name: 'score',
        role: `${name} of the prediction`,
        codec: text,
        backward: ({ result }): readonly Feedback[] => [feedback(result)],
      },
      async () => {
        const { score, feedback: reason } = await this.#score(prediction, item, call)
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
