import type { AskOptions } from '../graph/ask.ts'
import type { Optimizer, ParameterUpdate } from '../optimizers/optimizer.ts'
import type { Call } from '../run/call.ts'
import { compareEvaluations, type ItemChoice, type Objective, type Problem } from '../run/problem.ts'
import { DataLoader } from './data-loader.ts'
import { HeardFeedback, type FeedbackQuality } from './feedback-quality.ts'
import {
  candidateId,
  type Evaluate,
  type Evaluated,
  type History,
  type Proposal,
  type Strategy,
} from './strategy.ts'

export interface GradientOptions extends AskOptions {
  /** Training items per step, where the problem has items and prescribes no batches of them (default: 3). */
  readonly batchSize?: number
  /** Whether those are drawn with replacement (default: no, each epoch in another order). */
  readonly replacement?: boolean
  /** How many updates are proposed from the same gradients, all at once (default: 1); needs a temperature above 0. */
  readonly proposals?: number
  /**
   * Whether a proposal has to be better than its parent on the step's own items before all validation items are spent
   * on it (default: no).
   */
  readonly check?: boolean
  /** How much of the feedback the optimizer hears, to find out what it is worth (default: 'as-is'). */
  readonly quality?: FeedbackQuality
}

/**
 * Follows textual gradients: `gradient((o) => new TGD(o.parameters, { engine }))`. Each step takes the last
 * accepted candidate, goes forward and backward, and proposes what the optimizer makes of the gradients. It is
 * finished when nothing is left to improve.
 * @throws RangeError for proposals that are not a whole number from 1 up; TypeError for a quality other than 'as-is' in mode
 * 'graph', which shows the feedback in the recorded graph. A step rejects with RangeError for batches of the problem that name no
 * training item.
 */
export function gradient(
  make: (objective: Objective<any>) => Optimizer,
  options: GradientOptions = {},
): Strategy {
  const {
    batchSize = 3,
    replacement = false,
    proposals = 1,
    check = false,
    quality = 'as-is',
    ...ask
  } = options
  if (!Number.isInteger(proposals) || proposals < 1) {
    throw new RangeError(`Expected proposals to be a whole number from 1 up, got ${proposals}`)
  }
  if (ask.mode === 'graph' && quality !== 'as-is') {
    throw new TypeError(
      `Expected another mode than graph with feedback of quality ${quality}: the graph shows it`,
    )
  }
  const heard = new HeardFeedback(quality)
  return {
    name: 'gradient',
    async next(history, problem, call, evaluate) {
      const current = currentOf(history)
      const objective = problem.build(current.candidate)
      const optimizer = make(objective)
      const places = batchOf(problem, { batchSize, replacement, seed: call.seed }, history.step)
      const items = places ? places.map((place) => problem.items!.train[place]) : []
      const loss = await objective.loss(items, call)
      await loss.backward({ call, ...(optimizer.engine && { engine: optimizer.engine }), ...ask })
      heard.replace(optimizer.parameters, call)
      const shown = heard.shown(history)
      const all = await Promise.all(
        Array.from({ length: proposals }, (_, index) =>
          optimizer.propose(index === 0 ? call : call.child(`proposal-${index}`), shown),
        ),
      )
      // One satisfied batch says nothing of the next; without items nothing will ever change again.
      const idle = all.flat().every(({ outcome }) => outcome === 'skipped')
      if (idle && !places) return []
      const made = distinct(all.map((updates) => proposalOf(updates, current, optimizer.constructor.name)))
      return check && places ? better(made, current, { places, evaluate, call }) : made
    },
  }
}

/** The last accepted candidate; of several that were accepted in one step, the best. */
function currentOf({ pool }: History): Evaluated {
  const { step } = pool.at(-1)!
  const [first, ...others] = pool.filter((one) => one.step === step)
  return others.reduce(
    (best, one) => (compareEvaluations(one.evaluation, best.evaluation) >= 0 ? one : best),
    first!,
  )
}

function batchOf(
  { items }: Problem<any>,
  options: ConstructorParameters<typeof DataLoader>[1],
  step: number,
): readonly number[] | undefined {
  if (!items?.batches) return items && new DataLoader([...items.train.keys()], options).batch(step - 1)
  const { batches, train } = items
  const places = batches[(step - 1) % batches.length] ?? []
  if (places.length > 0 && places.every((place) => Object.hasOwn(train, place))) return places
  throw new RangeError(
    `Expected the batch of step ${step} to be places of the ${train.length} training items, got [${places.join(', ')}]`,
  )
}

function proposalOf(updates: readonly ParameterUpdate[], parent: Evaluated, by: string): Proposal {
  const changed = updates.map(
    ({ parameter, value }) => [parameter.id, parameter.codec.render(value)] as const,
  )
  const kept = updates.flatMap(({ parameter, memory }) =>
    memory === undefined ? [] : [[parameter.id, memory] as const],
  )
  return {
    candidate: { ...parent.candidate, ...Object.fromEntries(changed) },
    parents: [parent.id],
    by,
    ...(kept.length > 0 && { memory: Object.fromEntries(kept) }),
  }
}

function distinct(proposals: readonly Proposal[]): readonly Proposal[] {
  return [...new Map(proposals.map((one) => [candidateId(one.candidate), one])).values()]
}

/** The proposals that beat their parent on some training items; the parent itself, which is known, if none does. */
async function better(
  proposals: readonly Proposal[],
  parent: Evaluated,
  { places, evaluate, call }: { places: readonly number[]; evaluate: Evaluate; call: Call },
): Promise<readonly Proposal[]> {
  const items: ItemChoice = { of: 'train', places }
  const [before, ...after] = await Promise.all(
    [parent, ...proposals].map(({ candidate }) => evaluate(candidate, items)),
  )
  const passed = proposals.filter((_, index) => compareEvaluations(after[index]!, before!) > 0)
  if (passed.length > 0) return passed
  await call.emit({
    type: 'note',
    text: `nothing that was proposed is better on the ${places.length} items of this step`,
  })
  return [{ candidate: parent.candidate, parents: [parent.id], by: 'gradient' }]
}
