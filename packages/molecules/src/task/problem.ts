import {
  sum,
  TextLoss,
  variable,
  type Call,
  type Engine,
  type Evaluation,
  type Metric,
  type Objective,
  type Problem,
  type Variable,
} from '@textgrad/core'

import { readDrugs, type KnownDrug } from '../artifacts/known-drugs.ts'
import { targetInWords } from '../data/dockstring-targets.ts'
import { design, type Design } from '../losses/design.ts'
import { costOf, measuresOf, type Goal } from '../losses/goal.ts'
import type { CostName } from '../losses/presets.ts'
import { neighbourhood } from '../moves/all-moves.ts'
import { criticInstruction } from '../prompts/critic.ts'
import type { Chemistry } from '../rdkit/chemistry.ts'
import { smiles } from '../values.ts'
import { citedAtoms, citedFragments } from './cited.ts'
import type { DesignConfig } from './config.ts'
import { batchEvaluation, moleculeEvaluation } from './evaluation.ts'
import { constraintsOf, goalOf } from './goal-of.ts'
import { openTargets } from './open-targets.ts'
import { startsOf } from './starts.ts'

/** What the objectives of a problem share. */
export interface Shared {
  readonly rdkit: Chemistry
  readonly goal: Goal
  /** What each parameter is judged by. */
  readonly designOf: (parameter: string) => Design
  readonly drugs: readonly KnownDrug[]
  readonly critic: Engine | undefined
  /** Where molecules are to bind, in words. */
  readonly targets: readonly string[]
}

export interface DesignContext {
  readonly signal?: AbortSignal
  readonly engine?: Engine
  /** Opens what is docked into (default: the targets of the configuration). */
  readonly open?: typeof openTargets
}

/** Opens what a configuration needs; the problem releases it. */
export async function designProblem(
  config: DesignConfig,
  rdkit: Chemistry,
  { signal, engine, open = openTargets }: DesignContext,
): Promise<Problem> {
  await using opened = new AsyncDisposableStack()
  opened.use(rdkit)
  const goal = goalOf(config)
  const starts = await startsOf(config, rdkit, signal)
  const { wanted, avoided } = await open(config, opened)
  const names =
    config.many === 'each' && starts.length > 1 ? starts.map((_, place) => `smiles-${place + 1}`) : ['smiles']
  const sources = {
    goal,
    targets: wanted,
    avoided,
    seeds: config.dockings,
    isomers: config.isomers,
    tautomers: config.tautomers,
  }
  const designs = new Map(
    names.map((name, place) => [
      name,
      design(rdkit, { ...sources, constraints: constraintsOf(config, starts[place]!) }),
    ]),
  )
  const shared: Shared = {
    rdkit,
    goal,
    designOf: (parameter) => designs.get(parameter)!,
    drugs: config.drugs === undefined ? [] : await readDrugs(config.drugs, rdkit, signal),
    critic: criticOf(config, engine),
    targets: wanted.map(({ receptor }) => targetInWords(receptor.name)),
  }
  const resources = opened.move()
  return {
    start: Object.fromEntries(names.map((name, place) => [name, starts[place]!])),
    metrics: metricsOf(goal),
    citations: [citedFragments(rdkit), citedAtoms(rdkit)],
    moves: (candidate, random) =>
      movesOf(candidate, { random, rdkit, founders: names.length === 1 ? starts : [] }),
    build: (candidate) => objective(shared, candidate),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

function criticOf({ critic }: DesignConfig, engine: Engine | undefined): Engine | undefined {
  if (!critic) return undefined
  if (engine && !engine.id.startsWith('rules/')) return engine
  throw new TypeError('Expected an engine with a language model for critic')
}

/** Score metrics with their directions: those of QED alone as ever. */
function metricsOf(goal: Goal): Metric[] {
  if (goal.kind === 'wishes')
    return [{ name: 'desirability', direction: 'maximize', target: 1 }, ...measuresOf(goal).flatMap(metricOf)]
  const total: Metric[] = goal.kind === 'costs' ? [{ name: 'cost', direction: 'minimize' }] : []
  return [...total, ...measuresOf(goal).flatMap(metricOf)]
}

function metricOf(name: string): Metric[] {
  if (name === 'vina' || name === 'avoid')
    return [{ name, direction: name === 'vina' ? 'minimize' : 'maximize', unit: 'kcal/mol' }]
  if (!['qed', 'sa', 'similarity', 'filters'].includes(name)) return []
  return [
    { name, direction: costOf(name as CostName, 1) > costOf(name as CostName, 0) ? 'minimize' : 'maximize' },
  ]
}

interface Moving {
  readonly random: Parameters<NonNullable<Problem['moves']>>[1]
  readonly rdkit: Chemistry
  /** The other starts of a population. */
  readonly founders: readonly string[]
}

/** The molecules around a candidate; of a population the founders first, which are also its mates. */
async function* movesOf(
  candidate: Readonly<Record<string, string>>,
  { random, rdkit, founders }: Moving,
): AsyncGenerator<Record<string, string>> {
  const names = Object.keys(candidate)
  const others = founders.filter((one) => one !== candidate['smiles'])
  if (others.length > 0) for (const one of founders) yield { smiles: one }
  // Of a batch one molecule moves at a time, each as often.
  const around = names.map((name) => ({
    name,
    next: neighbourhood(rdkit, candidate[name]!, random, { mates: others }),
  }))
  let left = random.shuffle(around)
  while (left.length > 0) {
    for (const one of left) {
      const found = await one.next.next()
      if (found.done) left = left.filter((other) => other !== one)
      else yield { ...candidate, [one.name]: found.value }
    }
  }
}

function objective(shared: Shared, candidate: Readonly<Record<string, string>>): Objective {
  const { rdkit } = shared
  const names = Object.keys(candidate)
  const parameters = names.map((name) =>
    variable(candidate[name]!, { name, role: 'a molecule, as SMILES', codec: smiles(rdkit) }),
  )
  return {
    parameters,
    async loss(_, call) {
      const losses = await Promise.all(parameters.map((molecule) => lossOf(shared, molecule, call)))
      return losses.length === 1 ? losses[0]! : sum(losses, call)
    },
    async evaluate(_, call): Promise<Evaluation> {
      if (names.length === 1) return moleculeEvaluation(shared, [names[0]!, candidate[names[0]!]!], call)
      return batchEvaluation(shared, candidate, call)
    },
  }
}

async function lossOf(
  { designOf, critic, goal, targets }: Shared,
  molecule: Variable,
  call: Call,
): Promise<Variable> {
  const judge = designOf(molecule.id)
  const loss = await judge.loss(molecule, call)
  if (!critic) return loss
  const { measured } = await judge.judge(molecule.value, call)
  const instruction = criticInstruction({ measured, goal, targets })
  return sum([loss, await new TextLoss(instruction, { engine: critic }).forward(molecule, call)], call)
}
