import type { Gradient } from '../graph/gradient.ts'
import type { Variable } from '../graph/variable.ts'
import { TGD, type TGDOptions } from '../optimizers/tgd.ts'
import { conversationText } from '../prompts/edge.ts'
import { sections } from '../prompts/tagged.ts'
import type { Call } from '../run/call.ts'
import type { Candidate, Evaluation, ItemEvaluation, Objective, Problem } from '../run/problem.ts'
import { compareEvaluations } from '../run/problem.ts'
import { settled } from '../run/settled.ts'
import { DataLoader } from './data-loader.ts'
import { always, improves, type Gate } from './gate.ts'
import { onPlaces, planMerges, tryMerge } from './gepa-merge.ts'
import { paretoStandings, sampleByFronts } from './pareto.ts'
import type { Evaluate, Evaluated, History, Proposal, Strategy } from './strategy.ts'
import { candidateId } from './strategy.ts'

/** What words the reflection, and how the search goes. */
export interface GepaOptions extends TGDOptions {
  /** Training items that a candidate is reflected and tested on, where the problem has items (default: 3). */
  readonly batchSize?: number
  /** At most so many merged candidates are proposed in a run (default: 5). */
  readonly merges?: number
  /** What a reflection rewrites: one parameter after the other (default), or all at once. */
  readonly components?: 'round-robin' | 'all'
  /** Candidates made at once in a step, each from a parent and a minibatch of its own (default: 1). */
  readonly proposals?: number
  /** The score of a perfect item: a minibatch of nothing else is passed over (default: none is perfect). */
  readonly perfect?: number
}

type Settings = Required<Pick<GepaOptions, 'batchSize' | 'merges' | 'components' | 'proposals'>> & {
  readonly perfect: number
  readonly reflection: TGDOptions
}

/**
 * Reflective evolution along a Pareto front (Agrawal et al., "GEPA: Reflective prompt evolution can outperform
 * reinforcement learning", arXiv 2507.19457). A step samples a parent among the candidates that are the best at some
 * validation item, lets a model rewrite one of its parameters by what was said of a minibatch of training items, and
 * proposes the child if it is better on the same minibatch. The step after an accepted candidate merges two that have
 * improved different parameters. Everything is decided by the history, the seed and the step: a resumed run is the same.
 * @throws RangeError for a batch size, merges or proposals that are not whole numbers in range; TypeError for unknown
 * components. A step rejects with TypeError for a problem without parameters, RangeError for one whose items have none
 * to train on, and as the engine and the budget do.
 */
export function gepa(options: GepaOptions): Strategy {
  const settings = checked(options)
  const { merges, proposals } = settings
  return {
    name: 'gepa',
    gate: worthKeeping,
    async next(history, problem, call, evaluate) {
      const validation = problem.items?.validation.length ?? 0
      const { due, earlier } = planMerges(history, { merges, seed: call.seed, validation })
      if (due) {
        const merged = await tryMerge(due, call.child('merge'), evaluate)
        return [merged ?? nothingNew(due.parents[0])]
      }
      const standings = paretoStandings(history.pool)
      const children = Array.from({ length: proposals }, async (_, index) => {
        const place = call.child(`child-${index}`)
        const parent = sampleByFronts(standings, place.random)
        const turn = (history.step - 1 - earlier) * proposals + index
        const reflection = new Reflection({ history, problem, evaluate, settings }, parent, place)
        return { parent, child: await reflection.child(turn) }
      })
      const done = await settled(children)
      const found = done.flatMap(({ child }) => child ?? [])
      return found.length > 0 ? found : [nothingNew(done[0]!.parent)]
    },
  }
}

function checked(options: GepaOptions): Settings {
  const {
    batchSize = 3,
    merges = 5,
    components = 'round-robin',
    proposals = 1,
    perfect = Number.POSITIVE_INFINITY,
    ...reflection
  } = options
  const least = { batchSize: 1, merges: 0, proposals: 1 }
  for (const [name, value] of Object.entries({ batchSize, merges, proposals })) {
    const from = least[name as keyof typeof least]
    if (Number.isSafeInteger(value) && value >= from) continue
    throw new RangeError(`Expected ${name} to be a whole number from ${from} up, got ${value}`)
  }
  if (components !== 'round-robin' && components !== 'all') {
    throw new TypeError(`Expected components to be 'round-robin' or 'all', got '${String(components)}'`)
  }
  return { batchSize, merges, components, proposals, perfect, reflection }
}

/** What passed its minibatch may be the best at some item: the fronts tell. Without items only what is better can be. */
const worthKeeping: Gate = {
  name: 'gepa',
  accept: (child, parent, call) => (child.evaluation.items ? always : improves).accept(child, parent, call),
}

function nothingNew({ candidate, id }: Evaluated): Proposal {
  return { candidate, parents: [id], by: 'gepa' }
}

interface Setting {
  readonly history: History
  readonly problem: Problem<any>
  readonly evaluate: Evaluate
  readonly settings: Settings
}

/** The making of one child. */
class Reflection {
  readonly #at: Setting
  readonly #parent: Evaluated
  readonly #place: Call

  constructor(at: Setting, parent: Evaluated, place: Call) {
    this.#at = at
    this.#parent = parent
    this.#place = place
  }

  /** The child, if it is better than its parent on its minibatch; else tells why there is none. */
  async child(turn: number): Promise<Proposal | undefined> {
    const { history, evaluate } = this.#at
    const parent = this.#parent
    const places = this.#minibatch(turn)
    const look = (candidate: Candidate) => evaluate(candidate, { of: 'train', places: places! })
    const before = places ? await look(parent.candidate) : parent.evaluation
    if (this.#isPerfect(before)) return this.#none('all that it was tried on is perfect')
    const candidate = await this.#reflect(before, turn, places)
    const id = candidateId(candidate)
    if (id === parent.id) return this.#none('the reflection changed nothing')
    const proposal = { candidate, parents: [parent.id], by: 'gepa' }
    if ([...history.pool, ...history.failed].some((one) => one.id === id)) {
      return this.#none(`its child ${id} was tried before`)
    }
    // Without items the evaluation of the whole is the test, and the gate decides.
    if (!places) return proposal
    const [was, is] = [onPlaces(before), onPlaces(await look(candidate))]
    if (compareEvaluations(is, was) > 0) return proposal
    const found = is.error ?? `${is.score} after ${was.score}`
    return this.#none(`its child ${id} is no better on ${places.length} training items: ${found}`)
  }

  /** The places of some training items, in their order; undefined where the problem has no items. */
  #minibatch(turn: number): readonly number[] | undefined {
    const { problem, settings } = this.#at
    const places = problem.items?.train.map((_, place) => place)
    if (!places) return undefined
    const loader = new DataLoader(places, { batchSize: settings.batchSize, seed: this.#place.seed })
    return loader.batch(turn).toSorted((a, b) => a - b)
  }

  #isPerfect({ error, items, score }: Evaluation): boolean {
    const scores = items ? items.map((item) => item.score) : [score]
    return error === undefined && scores.every((one) => one >= this.#at.settings.perfect)
  }

  async #none(why: string): Promise<undefined> {
    await this.#place.emit({ type: 'note', text: `Nothing new from ${this.#parent.id}: ${why}.` })
  }

  /** The parent with the parameters rewritten whose turn it is. */
  async #reflect(before: Evaluation, turn: number, places: readonly number[] = []): Promise<Candidate> {
    const { history, problem, settings } = this.#at
    const objective = problem.build(this.#parent.candidate)
    await objective.ready?.()
    const { parameters } = objective
    const first = turn % parameters.length
    const chosen = settings.components === 'all' ? parameters : parameters.slice(first, first + 1)
    const optimizer = new TGD(chosen, settings.reflection)
    const items = places.map((place): unknown => problem.items?.train[place])
    await this.#giveGradients(chosen, before, { objective, items })
    const updates = await optimizer.propose(this.#place, history)
    const changed = updates.map(
      ({ parameter, value }) => [parameter.id, parameter.codec.render(value)] as const,
    )
    return { ...this.#parent.candidate, ...Object.fromEntries(changed) }
  }

  /** What the evaluation says of each parameter; where it says nothing, feedback is passed backward from the loss. */
  async #giveGradients(
    chosen: readonly Variable<any>[],
    before: Evaluation,
    { objective, items }: { objective: Objective<any>; items: readonly unknown[] },
  ): Promise<void> {
    const { engine } = this.#at.settings.reflection
    const known = chosen.map((parameter) => [parameter, recordsOf(parameter, before)] as const)
    if (known.some(([, records]) => records.length === 0)) {
      const loss = await objective.loss(items, this.#place)
      await loss.backward({ call: this.#place, engine })
    }
    for (const [parameter, records] of known) {
      if (records.length === 0) continue
      parameter.zeroGrad()
      parameter.accumulate(records)
      for (const [index, record] of records.entries()) await this.#tell(parameter, record, index)
    }
  }

  async #tell({ id, role }: Variable<any>, { kind, text, data }: Gradient, index: number): Promise<void> {
    await this.#place
      .child(`record-${index}`)
      .child(id)
      .emit({
        type: 'gradient',
        variable: id,
        role,
        from: id,
        kind,
        text,
        ...(data !== undefined && { data }),
      })
  }
}

/** How a parameter was used on each item and what came of it; what an evaluation that failed says as a whole. */
function recordsOf(parameter: Variable<any>, evaluation: Evaluation): Gradient[] {
  if (evaluation.error !== undefined) return evaluation.feedback.map((said) => ({ ...said, from: parameter }))
  return (evaluation.items ?? []).flatMap((item) => recordOf(parameter, item) ?? [])
}

function recordOf(from: Variable<any>, item: ItemEvaluation): Gradient | undefined {
  const { score, feedback = [] } = item
  const uses = item.uses?.filter((use) => use.parameter === from.id) ?? []
  if (uses.length === 0) return undefined
  const asked = feedback.filter(({ kind }) => kind === 'feedback')
  const data = asked.length === 1 ? asked[0]!.data : undefined
  return {
    kind: feedback.length > 0 && asked.length === 0 ? 'satisfied' : 'feedback',
    text: sections(`Score ${score} (higher is better).`, ...asked.map(({ text }) => text)),
    ...(data !== undefined && { data }),
    from,
    context: {
      conversation: sections(...uses.map(conversationText)),
      outputRole: [...new Set(uses.map(({ op }) => `output of ${op}`))].join(', '),
    },
  }
}
