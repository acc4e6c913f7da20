import { CholeskyDecomposition, Matrix } from 'ml-matrix'

import { minimize } from '../nelder-mead/minimize.ts'
import type { Point } from '../space.ts'
import { dot, type Rows, type Vector } from '../vector.ts'

/** What a Gaussian process expects at a point. */
export interface Prediction {
  readonly mean: number
  /** The standard deviation: how unsure it is. */
  readonly deviation: number
}

/** Added to the variance of each point, as a share: keeps the correlation matrix invertible. */
const nugget = 1e-8
/** The natural logarithms of the shortest and the longest length scale, of the cube's edge 1. */
const scales = [Math.log(0.02), Math.log(20)] as const

/** A Gaussian process with the length scales of its coordinates given. */
interface Model {
  readonly predict: (point: Point) => Prediction
  /** The logarithm of the likelihood of the values, up to a constant: Jones, eq. 4 with 5 and 6 put in. */
  readonly likelihood: number
}

/**
 * The Gaussian process that makes the values of these points of the unit cube most likely: constant mean, a
 * length scale for each coordinate (D. Jones, M. Schonlau, W. Welch, Journal of Global Optimization 13 (1998)
 * 455, section 2), and Matérn's correlation of order 5/2 (C. Rasmussen, C. Williams, Gaussian Processes for
 * Machine Learning, 2006, eq. 4.17). O(n³) in the number of points, for each of some hundred length scales.
 */
export function fitGaussianProcess(points: Rows, values: Vector): (point: Point) => Prediction {
  const axes = points[0]!.map(() => 0)
  const [low, high] = scales
  const scalesAt = (at: Point): number[] => at.map((coordinate) => Math.exp(low + coordinate * (high - low)))
  const unlikely = (at: Point): number => -(model(points, values, scalesAt(at))?.likelihood ?? -1e300)
  const evaluations = 40 + 20 * axes.length
  const fits = [0.4, 0.7].map((start) =>
    minimize(
      unlikely,
      axes.map(() => start),
      { edge: 0.15, evaluations },
    ),
  )
  const [best] = fits.toSorted((a, b) => a.value - b.value)
  const fitted = model(points, values, scalesAt(best!.point))
  // Points too alike for any length scale: all that is known is their mean.
  return (
    fitted?.predict ?? (() => ({ mean: values.reduce((sum, v) => sum + v / values.length, 0), deviation: 1 }))
  )
}

function model(points: Rows, values: Vector, lengths: Vector): Model | undefined {
  const n = points.length
  const correlations = Matrix.eye(n, n, 1 + nugget)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const correlation = matern(points[i]!, points[j]!, lengths)
      correlations.set(i, j, correlation).set(j, i, correlation)
    }
  }
  const cholesky = new CholeskyDecomposition(correlations)
  if (!cholesky.isPositiveDefinite()) return undefined
  const lower = cholesky.lowerTriangularMatrix.to2DArray()
  const ones = solveLower(
    lower,
    values.map(() => 1),
  )
  const whiteValues = solveLower(lower, values)
  const information = dot(ones, ones)
  const mean = dot(ones, whiteValues) / information
  const residuals = whiteValues.map((value, i) => value - mean * ones[i]!)
  const variance = dot(residuals, residuals) / n
  if (!(variance > 0)) return undefined
  const logDeterminant = 2 * lower.reduce((sum, row, i) => sum + Math.log(row[i]!), 0)
  return {
    likelihood: -0.5 * (n * Math.log(variance) + logDeterminant),
    predict(point) {
      const white = solveLower(
        lower,
        points.map((other) => matern(point, other, lengths)),
      )
      // The last term is what not knowing the mean adds: Jones, eq. 9.
      const share = 1 - dot(white, white) + (1 - dot(ones, white)) ** 2 / information
      return { mean: mean + dot(white, residuals), deviation: Math.sqrt(variance * Math.max(0, share)) }
    },
  }
}

function matern(a: Point, b: Point, lengths: Vector): number {
  let square = 0
  for (let i = 0; i < a.length; i++) square += ((a[i]! - b[i]!) / lengths[i]!) ** 2
  const distance = Math.sqrt(5 * square)
  return (1 + distance + (distance * distance) / 3) * Math.exp(-distance)
}

/** x of L·x = b for a lower triangular L. */
function solveLower(lower: Rows, b: Vector): number[] {
  const x: number[] = []
  for (const [i, row] of lower.entries()) {
    let rest = b[i]!
    for (let j = 0; j < i; j++) rest -= row[j]! * x[j]!
    x.push(rest / row[i]!)
  }
  return x
}
