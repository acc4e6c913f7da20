import type { AskOptions } from '../graph/ask.ts'
import type { Gradient } from '../graph/gradient.ts'
import { constant, type Variable } from '../graph/variable.ts'
import { TGD, type TGDOptions } from '../optimizers/tgd.ts'
import { paraphraseRequest } from '../prompts/paraphrase.ts'
import type { Call } from '../run/call.ts'
import { compareEvaluations, type Candidate, type Problem } from '../run/problem.ts'
import type { Random } from '../run/random.ts'
import { settled } from '../run/settled.ts'
import { DataLoader } from './data-loader.ts'
import { selectors } from './select-best.ts'
import {
  candidateId,
  type Evaluate,
  type Evaluated,
  type History,
  type Proposal,
  type Strategy,
} from './strategy.ts'

export interface BeamOptions extends TGDOptions {
  /** How feedback is worded on its way back (default: by the engine). */
  readonly backward?: AskOptions
  /** How many candidates are gone on from, and how many are proposed where there are items (default: 4). */
  readonly width?: number
  /** Training items per step, where the problem has items (default: 16). */
  readonly batchSize?: number
  /** What is criticised in a candidate is dealt into so many groups; each leads to an edit (default: 4). */
  readonly edits?: number
  /** How many rewordings of each edit are tried besides it (default: 2). */
  readonly paraphrases?: number
  /** Of what comes of one candidate, so many are kept at random (default: 8). */
  readonly successors?: number
  /** How those to be evaluated in full are chosen, where the problem has items (default: 'ucb'). */
  readonly selection?: 'ucb' | 'halving'
  /** How many training items choosing may take for each of the successors, on average (default: 8). */
  readonly looks?: number
}

const name = 'beam'

/**
 * A beam search along textual gradients (ProTeGi: Pryzant et al., "Automatic prompt optimization with 'gradient descent'
 * and beam search", arXiv 2305.03495). The beam is the best `width` of all that was evaluated in full, accepted or not;
 * of equals, the newer. Each step goes forward and backward for each of them; what its parameters are told is dealt into
 * groups at random, TGD makes an edit by each group, and each edit is reworded. Where the problem has items, training
 * items are looked at to choose the `width` most promising of the new ones by a bandit; without items all are proposed.
 * It is finished when, without items, nobody asks for a change.
 * @throws TypeError for an unknown selection; RangeError for a paraphrases that is not a whole number from 0 up, or
 * another number that is not one from 1 up. Its run rejects with EngineError or BudgetExceeded.
 */
export function beam(options: BeamOptions): Strategy {
  const settings = settingsOf(options)
  return {
    name,
    async next(history, problem, call, evaluate) {
      const step: Step = { settings, history, problem, call }
      const members = beamOf(history, settings.width)
      const expanded = await settled(members.map((member) => expand(member, step)))
      // One satisfied batch says nothing of the next; without items nothing will ever change again.
      if (!problem.items && expanded.every((made) => made === undefined)) return []
      const made = distinct(expanded.flatMap((proposals) => proposals ?? []))
      // The best again is known: it says that there is nothing new.
      if (made.length === 0) return [successor(history.best.candidate, history.best)]
      return problem.items ? choose(made, step, evaluate) : made
    },
  }
}

const defaults = { width: 4, batchSize: 16, edits: 4, paraphrases: 2, successors: 8, looks: 8 }

interface Settings extends Readonly<typeof defaults> {
  readonly select: (typeof selectors)['ucb']
  readonly backward: AskOptions
  readonly descent: TGDOptions
}

interface Step {
  readonly settings: Settings
  readonly history: History
  readonly problem: Problem<any>
  readonly call: Call
}

function settingsOf(options: BeamOptions): Settings {
  const { selection = 'ucb' } = options
  const numbers = { ...defaults }
  for (const option of Object.keys(defaults) as (keyof typeof defaults)[]) {
    const value = options[option] ?? defaults[option]
    const least = option === 'paraphrases' ? 0 : 1
    if (!Number.isSafeInteger(value) || value < least)
      throw new RangeError(`Expected ${option} to be a whole number from ${least} up, got ${value}`)
    numbers[option] = value
  }
  if (!Object.hasOwn(selectors, selection))
    throw new TypeError(`Expected the selection to be 'ucb' or 'halving', got '${selection as string}'`)
  const backward = { engine: options.engine, ...options.backward }
  return { ...numbers, select: selectors[selection], backward, descent: options }
}

/** The best that was evaluated; the start where nothing could be. */
function beamOf({ pool, failed }: History, width: number): Evaluated[] {
  const scored = [...pool, ...failed].filter(
    ({ evaluation: { error, score } }) => error === undefined && !Number.isNaN(score),
  )
  if (scored.length === 0) return pool.slice(0, 1)
  return scored
    .toSorted(
      (a, b) => compareEvaluations(b.evaluation, a.evaluation) || b.step - a.step || (a.id < b.id ? -1 : 1),
    )
    .slice(0, width)
}

/** New candidates from one; undefined if nobody asks for a change of it. */
async function expand(member: Evaluated, step: Step): Promise<Proposal[] | undefined> {
  const { settings, problem, history } = step
  const at = step.call.child(`member-${member.id}`)
  const objective = problem.build(member.candidate)
  const loss = await objective.loss(batchOf(step), at)
  await loss.backward({ call: at, ...settings.backward })
  const groups = deal(objective.parameters, settings.edits, at.random)
  if (groups.length === 0) return undefined
  const made = await settled(
    groups.map((criticism, index) => edit(member.candidate, criticism, step, at.child(`edit-${index}`))),
  )
  const known = new Set([...history.pool, ...history.failed].map(({ id }) => id))
  const fresh = made.flat().filter((candidate) => !known.has(candidateId(candidate)))
  const proposals = distinct(fresh.map((candidate) => successor(candidate, member)))
  return at.random.shuffle(proposals).slice(0, settings.successors)
}

function batchOf({ problem, history, settings: { batchSize }, call: { seed } }: Step): readonly unknown[] {
  const train = problem.items?.train
  return train ? new DataLoader(train, { batchSize, seed }).batch(history.step - 1) : []
}

/** What parameters are told, by their names. */
type Criticism = ReadonlyMap<string, readonly Gradient[]>

/** Deals what each parameter is told into groups of about equal size, none of them empty. */
function deal(parameters: readonly Variable<any>[], groups: number, { shuffle }: Random): Criticism[] {
  const dealt = parameters.flatMap(({ id, gradients }) =>
    shuffle(gradients.filter(({ kind }) => kind === 'feedback')).map((gradient, index) => ({
      id,
      gradient,
      group: index % groups,
    })),
  )
  return [...Map.groupBy(dealt, ({ group }) => group).values()].map(
    (group) =>
      new Map(
        [...Map.groupBy(group, ({ id }) => id)].map(([id, told]) => [id, told.map((one) => one.gradient)]),
      ),
  )
}

/** A candidate with what is criticised put right, and the same in other words. */
async function edit(candidate: Candidate, criticism: Criticism, step: Step, at: Call): Promise<Candidate[]> {
  const edited = await rewrite(candidate, criticism, step, { at, history: step.history })
  if (!edited) return []
  const changed = Object.keys(edited).filter((id) => edited[id] !== candidate[id])
  const reword = new Map(changed.map((id) => [id, [paraphrase()]]))
  const reworded = await settled(
    Array.from({ length: step.settings.paraphrases }, (_, index) =>
      rewrite(edited, reword, step, { at: at.child(`paraphrase-${index}`) }),
    ),
  )
  return [edited, ...reworded.filter((one) => one !== undefined)]
}

function paraphrase(): Gradient {
  const from = constant(paraphraseRequest, { role: 'request to paraphrase' })
  return { kind: 'feedback', text: paraphraseRequest, data: { goal: 'paraphrase' }, from }
}

/** What TGD makes of a candidate whose parameters are told this; undefined if it changes nothing. */
async function rewrite(
  candidate: Candidate,
  told: Criticism,
  { problem, settings }: Step,
  { at, history }: { readonly at: Call; readonly history?: History },
): Promise<Candidate | undefined> {
  const objective = problem.build(candidate)
  await objective.ready?.()
  const { parameters } = objective
  for (const parameter of parameters) parameter.accumulate(told.get(parameter.id) ?? [])
  const updates = await new TGD(parameters, settings.descent).propose(at, history)
  const changed = updates.filter(({ outcome }) => outcome === 'changed')
  if (changed.length === 0) return undefined
  const values = changed.map(({ parameter, value }) => [parameter.id, parameter.codec.render(value)] as const)
  return { ...candidate, ...Object.fromEntries(values) }
}

/** The most promising of new candidates, by how they do on training items. */
async function choose(made: readonly Proposal[], step: Step, evaluate: Evaluate): Promise<Proposal[]> {
  const { settings, problem, call } = step
  const { width, looks, select } = settings
  if (made.length <= width) return [...made]
  const look = async (index: number, places: readonly number[]): Promise<number> => {
    const { error, feasible, score } = await evaluate(made[index]!.candidate, { of: 'train', places })
    return error === undefined && feasible ? score : Number.NEGATIVE_INFINITY
  }
  const { random } = call.child('choose')
  const items = problem.items!.train.length
  const chosen = await select(made.length, look, { keep: width, items, looks: looks * made.length, random })
  return chosen.map((index) => made[index]!)
}

function successor(candidate: Candidate, parent: Evaluated): Proposal {
  return { candidate, parents: [parent.id], by: name }
}

function distinct(proposals: readonly Proposal[]): Proposal[] {
  return [...new Map(proposals.map((one) => [candidateId(one.candidate), one])).values()]
}
