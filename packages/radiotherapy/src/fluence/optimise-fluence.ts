import type { Influence } from '../influence/influence.ts'
import type { PlanCase } from '../plan-case.ts'
import { Augmented } from './augmented.ts'
import { constraintBlocks } from './constraint-block.ts'
import { descend, type DescentOptions } from './descend.ts'
import { objectiveTerms, sumOf } from './dose-function.ts'
import { ofWeights, uniformStart, type FluenceProblem } from './problem.ts'
import type { Iterate } from './projected-lbfgs.ts'
import { usual, type StopReason } from './stop.ts'
import { violations, type Violation } from './violation.ts'

export interface FluenceOptions extends DescentOptions {
  /** Weights to start from, such as those of a similar plan (default: `uniformStart`). */
  readonly start?: Float64Array
  /**
   * Products in double precision, to go on with from where those of the problem end: single precision loses sight of what is
   * left to gain where that is a ten thousandth of the costs or less. Constraints are met without.
   */
  readonly exact?: Influence
}

/** Weights of bixels, and how they were found. */
export interface Fluence {
  /** Each at least 0. */
  readonly weights: Float64Array
  /** What the objectives cost: Σ p·f. */
  readonly objective: number
  readonly iterations: number
  readonly evaluations: number
  /** The largest coordinate of w - max(0, w - g), of the objectives and what enforces constraints. */
  readonly projectedGradient: number
  readonly stopped: StopReason
  /** Without convexity this may be a local minimum: other starts may lead to better ones. */
  readonly convex: boolean
  /** The constraints that do not hold, to 0.01 Gy or per cent: none if they can be met together. */
  readonly violations: readonly Violation[]
}

/** Rounds of multipliers, after which constraints are taken to be impossible. */
const rounds = 25

/**
 * Minimises the objectives of a case under its constraints, by projected L-BFGS, and with constraints in rounds of an
 * augmented Lagrangian around it, to each of which the stop rules apply. The same problem, start and rules give the same
 * weights.
 * @throws RangeError for a start of another length, or with weights that are negative or not finite.
 */
export async function optimiseFluence(
  problem: FluenceProblem,
  options: FluenceOptions = {},
): Promise<Fluence> {
  const start = options.start ? checkedStart(options.start, problem) : uniformStart(problem)
  const blocks = constraintBlocks(problem.plan).map((block) => new Augmented(block))
  return blocks.length > 0
    ? constrained(problem, blocks, { ...options, start })
    : free(problem, { ...options, start })
}

type Started = FluenceOptions & { readonly start: Float64Array }

async function free(problem: FluenceProblem, { start, exact, ...options }: Started): Promise<Fluence> {
  const { influence, objective, convex } = problem
  const first = await descend(ofWeights(influence, objective), start, options)
  const isDone = !exact || first.stopped === 'value' || first.stopped === 'iterations'
  const found = isDone ? first : await refined(first, ofWeights(exact, objective), options)
  const { weights, value, iteration, evaluations, projectedGradient, stopped } = found
  return {
    weights,
    objective: value,
    iterations: iteration,
    evaluations,
    projectedGradient,
    stopped,
    convex,
    violations: [],
  }
}

/** Goes on where a descent ended, until iterations bring a tenth of what they had to bring before. */
async function refined(
  first: Descended,
  evaluate: Parameters<typeof descend>[0],
  { stop, progress, ...options }: DescentOptions,
): Promise<Descended> {
  const { decrease, iterations, ...rules } = { ...usual, ...stop }
  const onward = <Place extends Iterate>(at: Place): Place => ({
    ...at,
    iteration: first.iteration + at.iteration,
    evaluations: first.evaluations + at.evaluations,
  })
  const found = await descend(evaluate, first.weights, {
    ...options,
    stop: { ...rules, decrease: decrease / 10, iterations: iterations - first.iteration },
    ...(progress && { progress: (at) => at.iteration > 0 && progress(onward(at)) }),
  })
  return onward(found)
}

type Descended = Awaited<ReturnType<typeof descend>>

async function constrained(
  { plan, influence, objective, convex }: FluenceProblem,
  blocks: readonly Augmented[],
  { start, ...options }: Started,
): Promise<Fluence> {
  const terms = objectiveTerms(plan)
  let penalty = greatestPenalty(plan)
  let [weights, iterations, evaluations] = [start, 0, 0]
  const worst: number[] = []
  for (;;) {
    const augmented = sumOf([...terms, ...blocks.map((block) => block.term(penalty))])
    const { iteration, projectedGradient, stopped, ...found } = await descend(
      ofWeights(influence, augmented),
      weights,
      options,
    )
    weights = found.weights
    iterations += iteration
    evaluations += found.evaluations
    const dose = influence.dose(weights)
    const violated = violations(plan, dose)
    worst.push(Math.max(0, ...violated.map(({ by }) => by)))
    if (violated.length === 0 || isHopeless(worst))
      return {
        weights,
        objective: objective(dose).value,
        iterations,
        evaluations,
        projectedGradient,
        stopped,
        convex,
        violations: violated,
      }
    for (const block of blocks) block.update(dose, penalty)
    const [before = Infinity, now = 0] = worst.slice(-2)
    if (worst.length > 1 && now > before / 2) penalty *= 5
  }
}

/** Whether the last eight rounds brought less than a tenth, or there were too many. */
function isHopeless(worst: readonly number[]): boolean {
  const [before, ...since] = worst.slice(-9)
  return worst.length >= rounds || (since.length === 8 && since[7]! > 0.9 * before!)
}

const greatestPenalty = ({ structures }: PlanCase): number =>
  Math.max(1, ...structures.flatMap(({ objectives }) => objectives.map(({ penalty }) => penalty)))

function checkedStart(start: Float64Array, { influence: { bixels } }: FluenceProblem): Float64Array {
  if (start.length !== bixels)
    throw new RangeError(`Expected start weights for ${bixels} bixels, got ${start.length}`)
  const wrong = start.findIndex((weight) => !(weight >= 0 && weight < Infinity))
  if (wrong >= 0)
    throw new RangeError(
      `Expected start weights that are finite and not negative, got ${start[wrong]} at ${wrong}`,
    )
  return start
}
