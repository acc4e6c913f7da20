import {
  beam,
  bootstrapFewShot,
  demonstrations,
  gepa,
  gradient,
  Momentum,
  opro,
  reflexion,
  Revolve,
  TGD,
  type Engine,
  type Problem,
  type Strategy,
} from '@textgrad/core'
import { cmaEs, evolutionary, gpEi, hillClimb, nelderMead, randomSearch } from '@textgrad/search'

import { UsageError } from './usage-error.ts'

/** `textgrad run prompt` has them with --demonstrations. */
const examples = 'a parameter of worked examples'

interface Named {
  readonly make: (engine: Engine) => Strategy
  /** What the problem has to offer, for search that asks no engine, or for worked examples. */
  readonly needs?: 'a space' | 'a space or moves' | typeof examples
}

/** Every way to optimise, by the name that is typed. */
const optimizers = {
  tgd: { make: (engine) => gradient(({ parameters }) => new TGD(parameters, { engine })) },
  momentum: { make: (engine) => gradient(({ parameters }) => new Momentum(parameters, { engine })) },
  revolve: { make: (engine) => gradient(({ parameters }) => new Revolve(parameters, { engine })) },
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
} satisfies Readonly<Record<string, Named>>

export const optimizerNames = Object.keys(optimizers) as readonly (keyof typeof optimizers)[]

/** Whether an optimizer looks for numbers or moves of its own, and hears no feedback. */
export function isSearch(name: string): boolean {
  const needs = named(name)?.needs
  return needs !== undefined && needs !== examples
}

/** @throws UsageError for an optimizer that the problem does not offer enough for. */
export function strategyNamed(name: string, engine: Engine, problem: Problem<any>): Strategy {
  const { make, needs } = named(name)!
  if (needs !== undefined && !offers(problem, needs)) {
    throw new UsageError(`--optimizer ${name} needs a task with ${needs}, which this one has not`)
  }
  return make(engine)
}

function offers(problem: Problem<any>, needs: Required<Named>['needs']): boolean {
  if (needs === examples)
    return problem.build(problem.start).parameters.some(({ codec }) => codec.name === demonstrations.name)
  return problem.space !== undefined || (needs === 'a space or moves' && problem.moves !== undefined)
}

function named(name: string): Named | undefined {
  return (optimizers as Readonly<Record<string, Named>>)[name]
}
