import type { Evaluated } from '../objectives/evaluated.ts'
import { Curvature } from './curvature.ts'
import { dot } from './vector.ts'

/** Where a descent has come to. */
export interface Iterate {
  /** From 0, the start. */
  readonly iteration: number
  /** Of the function and its gradient, together. */
  readonly evaluations: number
  readonly value: number
  /** Never changed afterwards. */
  readonly weights: Float64Array
  readonly gradient: Float64Array
  /** The largest coordinate of w - max(0, w - g): 0 at a minimum. */
  readonly projectedGradient: number
}

/** Steps whose curvature is remembered. */
const memory = 20
/** Of what the slope promises, for a step to be taken. */
const sufficient = 1e-4
const mostShortenings = 25

/**
 * Goes down a function of weights that are at least 0, and yields each place it comes to, the start first; it returns
 * where no step goes down any more.
 *
 * Quasi-Newton directions for the free weights, those above 0 or with a negative slope (L-BFGS on the face), and a line
 * search along the path that is bent at 0: D. Bertsekas, SIAM J. Control Optim. 20 (1982) 221. It uses no randomness.
 */
export function* projectedLbfgs(
  evaluate: (weights: Float64Array) => Evaluated,
  start: Float64Array,
): Generator<Iterate, void> {
  const curvature = new Curvature(memory)
  let at = { ...evaluate(start), weights: start }
  let [iteration, evaluations] = [0, 1]
  for (;;) {
    yield { ...at, iteration, evaluations, projectedGradient: projectedGradient(at.weights, at.gradient) }
    let step = nextStep(evaluate, at, curvature)
    evaluations += step.evaluations
    if (!step.to && !curvature.isEmpty) {
      curvature.forget()
      step = nextStep(evaluate, at, curvature)
      evaluations += step.evaluations
    }
    if (!step.to) return
    curvature.learn(at, step.to)
    at = step.to
    iteration++
  }
}

interface Place extends Evaluated {
  readonly weights: Float64Array
}

function nextStep(
  evaluate: (weights: Float64Array) => Evaluated,
  at: Place,
  curvature: Curvature,
): { readonly to?: Place; readonly evaluations: number } {
  const direction = directionFrom(at, curvature)
  let length = 1
  for (let evaluations = 1; evaluations <= mostShortenings; evaluations++) {
    const weights = at.weights.map((weight, index) => Math.max(0, weight + length * direction[index]!))
    const slope = slopeTowards(at, weights)
    if (!(slope < 0)) return { evaluations: evaluations - 1 }
    const to = { ...evaluate(weights), weights }
    if (to.value <= at.value + sufficient * slope) return { to, evaluations }
    // The minimum of the parabola through what is known, within bounds.
    length *= Math.min(0.5, Math.max(0.1, slope / (2 * (at.value + slope - to.value))))
  }
  return { evaluations: mostShortenings }
}

function directionFrom({ weights, gradient }: Place, curvature: Curvature): Float64Array {
  const free = weights.map((weight, index) => (weight > 0 || gradient[index]! < 0 ? 1 : 0))
  const firstStep = 0.1 * Math.sqrt(dot(weights, weights)) || 1
  const direction = curvature.direction(gradient, free, firstStep)
  if (dot(direction, gradient) < 0) return direction
  curvature.forget()
  return curvature.direction(gradient, free, firstStep)
}

function slopeTowards({ weights, gradient }: Place, to: Float64Array): number {
  let slope = 0
  for (let index = 0; index < to.length; index++) slope += gradient[index]! * (to[index]! - weights[index]!)
  return slope
}

/** The largest coordinate of w - max(0, w - g). */
export function projectedGradient(weights: Float64Array, gradient: Float64Array): number {
  return gradient.reduce(
    (most, slope, index) => Math.max(most, Math.abs(Math.min(weights[index]!, slope))),
    0,
  )
}
