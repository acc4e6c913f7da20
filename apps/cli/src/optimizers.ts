import {
  beam,
  bootstrapFewShot,
  demonstrations,
  feedbackAgreement,
  gepa,
  gradient,
  Momentum,
  opro,
  reflexion,
  Revolve,
  TGD,
  wordings,
  type Engine,
  type Problem,
  type Strategy,
  type TGDOptions,
} from '@textgrad/core'
import { engineFor } from '@textgrad/runs/views'
import { cmaEs, evolutionary, gpEi, hillClimb, nelderMead, randomSearch } from '@textgrad/search'

import { UsageError } from './usage-error.ts'
import { gradientOptionsOf, type Variation } from './variation.ts'

/** `textgrad run prompt` has them with --demonstrations. */
const examples = 'a parameter of worked examples'

interface Named {
  readonly make: (engine: Engine, variation: Variation) => Strategy
  /** What the problem has to offer, for search that asks no engine, or for worked examples. */
  readonly needs?: 'a space' | 'a space or moves' | typeof examples
  /** Which settings it takes besides the gate. */
  readonly takes?: readonly (keyof Variation)[]
  /** It proposes nothing. */
  readonly isMeasure?: true
}

const descent: readonly (keyof Variation)[] = [
  'backward',
  'wording',
  'feedback-quality',
  'samples',
  'proposals',
  'batch-size',
]

/** Every way to optimise, by the name that is typed. */
const optimizers = {
  tgd: {
    make: (engine, how) =>
      gradient((o) => new TGD(o.parameters, descentOptions(engine, how)), gradientOptionsOf(how)),
    takes: descent,
  },
  momentum: {
    make(engine, how) {
      const { window, summarised } = how
      const memory = { ...(window !== undefined && { window }), ...(summarised && { summarised }) }
      return gradient(
        (o) => new Momentum(o.parameters, { ...descentOptions(engine, how), ...memory }),
        gradientOptionsOf(how),
      )
    },
    takes: [...descent, 'window', 'summarised'],
  },
  revolve: {
    make: (engine, how) =>
      gradient((o) => new Revolve(o.parameters, descentOptions(engine, how)), gradientOptionsOf(how)),
    takes: descent,
  },
  gepa: { make: (engine) => gepa({ engine }) },
  beam: { make: (engine) => beam({ engine }) },
  opro: { make: (engine) => opro({ engine }) },
  reflexion: { make: (engine) => reflexion({ engine }) },
  // As in the TextGrad paper: eight examples, and ten candidates besides the first three of 13 steps.
  'bootstrap-few-shot': {
    make: () => bootstrapFewShot({ bootstrapped: 8, labelled: 8, candidates: 10 }),
    needs: examples,
  },
  random: { make: () => randomSearch(), needs: 'a space or moves' },
  'hill-climb': { make: () => hillClimb(), needs: 'a space or moves' },
  evolutionary: { make: () => evolutionary(), needs: 'a space or moves' },
  'nelder-mead': { make: () => nelderMead(), needs: 'a space' },
  'cma-es': { make: () => cmaEs(), needs: 'a space' },
  'gp-ei': { make: () => gpEi(), needs: 'a space' },
  agreement: {
    make(engine, { samples, ...how }) {
      const { mode, system, batchSize } = gradientOptionsOf(how)
      return feedbackAgreement({
        engine,
        ...(samples !== undefined && { samples }),
        ...(mode && { mode }),
        ...(system !== undefined && { system }),
        ...(batchSize !== undefined && { batchSize }),
      })
    },
    takes: ['backward', 'wording', 'samples', 'batch-size'],
    isMeasure: true,
  },
} satisfies Readonly<Record<string, Named>>

type Optimizer = Exclude<keyof typeof optimizers, 'agreement'>

export const optimizerNames = Object.keys(optimizers).filter(
  (name) => !named(name)!.isMeasure,
) as readonly Optimizer[]

/** Whether an optimizer looks for numbers or moves of its own, and hears no feedback. */
export function isSearch(name: string): boolean {
  const needs = named(name)?.needs
  return needs !== undefined && needs !== examples
}

/** Those that look at scores alone, though a model proposes what they try. */
const deaf: readonly string[] = ['opro', 'reflexion']

/** Whether an optimizer is told what is said of candidates. */
export function hearsFeedback(name: string): boolean {
  return named(name)?.needs === undefined && !deaf.includes(name)
}

/** @throws UsageError for an optimizer or a gate that the problem does not offer enough for. */
export function strategyNamed(
  name: string,
  engine: Engine,
  problem: Problem<any>,
  variation: Variation = {},
): Strategy {
  const { make, needs } = named(name)!
  if (needs !== undefined && !offers(problem, needs)) {
    throw new UsageError(`--optimizer ${name} needs a task with ${needs}, which this one has not`)
  }
  if ((variation.gate === 'sign' || variation.gate === 'bootstrap') && !problem.items) {
    throw new UsageError(
      `--gate ${variation.gate} needs a task that is judged on items, which this one is not`,
    )
  }
  if (variation['batch-size'] !== undefined && !problem.items)
    throw new UsageError('--batch-size needs a task with training items, which this one has not')
  return make(engine, variation)
}

/** @throws UsageError for settings that the optimizer does not have, or that contradict each other. */
export function checkVariation(name: string, { gate: _gate, ...variation }: Variation): void {
  const { takes = [] } = named(name)!
  const [odd] = Object.keys(variation).filter((key) => !takes.includes(key as keyof Variation))
  if (odd !== undefined) {
    const able = optimizerNames.filter((one) => named(one)!.takes?.includes(odd as keyof Variation))
    throw new UsageError(`--${odd} is for ${able.join(', ')}, not for ${name}`)
  }
  if (variation.window !== undefined && variation.summarised)
    throw new UsageError('--window and --summarised exclude each other: a digest covers all versions')
  if (variation.backward === 'graph') {
    const { 'feedback-quality': quality, samples } = variation
    if (quality !== undefined)
      throw new UsageError('--feedback-quality needs another --backward than graph, which shows all feedback')
    if (samples !== undefined)
      throw new UsageError('--samples needs another --backward than graph, which asks for no feedback')
  }
}

/** @throws UsageError for settings of words with rules: they read facts. */
export function checkRules({ id }: Engine, variation: Variation): void {
  if (!engineFor(id, 'update').startsWith('rules/')) return
  for (const key of ['wording', 'feedback-quality'] as const)
    if (variation[key] !== undefined)
      throw new UsageError(
        `--${key} needs a model: rules act on facts, not on words (--engine openai:<model>)`,
      )
}

function descentOptions(engine: Engine, { wording }: Variation): TGDOptions {
  return { engine, ...(wording !== undefined && { system: wordings[wording].update }) }
}

function offers(problem: Problem<any>, needs: Required<Named>['needs']): boolean {
  if (needs === examples)
    return problem.build(problem.start).parameters.some(({ codec }) => codec.name === demonstrations.name)
  return problem.space !== undefined || (needs === 'a space or moves' && problem.moves !== undefined)
}

function named(name: string): Named | undefined {
  return (optimizers as Readonly<Record<string, Named>>)[name]
}
