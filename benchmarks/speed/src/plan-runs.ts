import {
  gradient,
  optimize,
  TGD,
  validateConfig,
  type Engine,
  type Evaluator,
  type Journal,
  type Problem,
  type Strategy,
  type Variable,
} from '@textgrad/core'
import { radiotherapy, type Plan } from '@textgrad/radiotherapy'

/** A phantom with one of the protocols that apply to it, and how its plans are solved: settings of the task. */
export interface Pair {
  readonly case: string
  readonly goals: string
  /** Voxels, mm. */
  readonly spacing: number
  readonly accuracy: number
  readonly iterations: number
}

/** So coarse that a solve takes about a second. */
const cShape = { case: 'c-shape', spacing: 7, accuracy: 2e-6, iterations: 2000 }
const prostate = { ...cShape, case: 'prostate' }
/** It has twice as many bixels. */
const headAndNeck = { case: 'head-and-neck', spacing: 10, accuracy: 1e-3, iterations: 2000 }

export const pairs: readonly Pair[] = [
  { ...cShape, goals: 'tg119-cshape-easy' },
  { ...cShape, goals: 'tg119-cshape-hard' },
  { ...prostate, goals: 'rtog-0126' },
  { ...prostate, goals: 'tg119-prostate' },
  { ...prostate, goals: 'quantec-prostate' },
  { ...headAndNeck, goals: 'tg119-head-and-neck' },
  { ...headAndNeck, goals: 'rtog-0225' },
]

/** Who tunes, and what it tunes: the settings as one text, or each number of them. */
export interface Contender {
  readonly name: string
  readonly form: 'text' | 'numbers'
  readonly make: (engine: Engine) => Strategy
}

export const rules: Contender = {
  name: 'rules',
  form: 'text',
  make: (engine) => gradient(({ parameters }) => new TGD(parameters, { engine })),
}

/** One solve. */
export interface Look {
  /** Of the scorecard. */
  readonly cost: number
  /** The goals that are missed. */
  readonly hard: readonly string[]
  readonly soft: readonly string[]
}

interface Extent {
  readonly seed: number
  /** Solves at most, the start first. */
  readonly solves: number
  /** Whether a solve is so good that the run may end. */
  readonly isEnough: (look: Look) => boolean
  readonly journal?: Journal
}

/** What each solve of a run reaches; where nothing else is said from the TextGrad paper's start: weights of 100, organs at 0 Gy. */
export async function looksOf(
  settings: Readonly<Record<string, unknown>>,
  { form, make }: Contender,
  { seed, solves, isEnough, journal }: Extent,
): Promise<readonly Look[]> {
  const config = await validateConfig(radiotherapy.config, { form, start: 'flat', ...settings })
  const engine = radiotherapy.rules!(config)
  await using problem = await radiotherapy.setup(config, { engine })
  const looks: Look[] = []
  const run = optimize(problem, {
    strategy: make(engine),
    evaluator: evaluatorOf(problem, looks),
    seed,
    steps: 10 * solves,
    budget: { evaluations: solves },
    ...(journal && { journal }),
  })
  for await (const _ of run) if (looks.length >= solves || looks.some(isEnough)) break
  return looks
}

/**
 * Evaluates plans by their scorecard alone, without what there is to see of them, and notes each. What is proposed together is
 * solved in that order, so that a count of solves means the same each time.
 */
function evaluatorOf(problem: Problem, looks: Look[]): Evaluator {
  let before: Promise<unknown> = Promise.resolve()
  const evaluate: Evaluator['evaluate'] = async ({ candidate }, call) => {
    const plan: Variable<Plan> = await problem.build(candidate).loss([], call)
    if (plan.error) throw plan.error
    const { cost, results } = plan.value.card
    const missed = (tier: string) =>
      results.filter(({ goal, met }) => !met && goal.tier === tier).map(({ goal }) => goal.text)
    looks.push({ cost, hard: missed('hard'), soft: missed('soft') })
    return { score: 0 - cost, metrics: { cost }, feasible: true, feedback: [] }
  }
  return {
    evaluate(...asked) {
      const evaluation = before.then(() => evaluate(...asked))
      before = evaluation.catch(() => undefined)
      return evaluation
    },
  }
}
