import type { Random } from '@textgrad/core'
import { EigenvalueDecomposition } from 'ml-matrix'

import { clamp } from '../dimension.ts'
import { gaussian } from '../gaussian.ts'
import { combine, dot, times, type Rows, type Vector } from '../vector.ts'
import { ratesFor } from './rates.ts'

/** The normal distribution that a CMA-ES samples from, and how it has moved. */
export interface Distribution {
  readonly mean: Vector
  /** The step size. */
  readonly sigma: number
  /** C, the covariance matrix without the step size. */
  readonly covariance: Rows
  /** Eigenvectors of C, one a row, and the square roots of its eigenvalues. */
  readonly axes: Rows
  readonly lengths: Vector
  /** The evolution paths of the step size and of C. */
  readonly pathSigma: Vector
  readonly pathC: Vector
  /** How many updates there were. */
  readonly generation: number
}

/** Where a CMA-ES starts: a ball around the mean. */
export function ball(mean: Vector, sigma: number): Distribution {
  const zero = mean.map(() => 0)
  const identity = mean.map((_, i) => mean.map((_, j) => Number(i === j)))
  return {
    mean,
    sigma,
    covariance: identity,
    axes: identity,
    lengths: mean.map(() => 1),
    pathSigma: zero,
    pathC: zero,
    generation: 0,
  }
}

/** A point of the distribution: Hansen, eqs. 38-40. */
export function sample({ mean, sigma, axes, lengths }: Distribution, random: Random): number[] {
  const steps = lengths.map((length) => sigma * length * gaussian(random))
  return mean.map(
    (at, i) =>
      at +
      dot(
        steps,
        axes.map((axis) => axis[i]!),
      ),
  )
}

/** The largest standard deviation in any direction. */
export function spread({ sigma, lengths }: Distribution): number {
  return sigma * Math.max(...lengths)
}

/**
 * The distribution after a generation, its points sorted with the best first: Hansen, arXiv 1604.00772, fig. 6,
 * eqs. 41-47, with negative weights for the worse half. The mean stays in the unit cube, and the paths follow it: where the
 * best lies on an edge, nobody goes on outwards with ever longer steps.
 */
export function update(old: Distribution, sorted: Rows): Distribution {
  const n = old.mean.length
  const rates = ratesFor(n, sorted.length)
  const { weights, parents, muEff, cSigma, dSigma, cC } = rates
  const steps = sorted.map((point) => combine([1 / old.sigma, point], [-1 / old.sigma, old.mean]))
  let chosen: Vector = old.mean.map(() => 0)
  for (let i = 0; i < parents; i++) chosen = combine([1, chosen], [weights[i]!, steps[i]!])
  const mean = combine([1, old.mean], [old.sigma, chosen]).map((at) => clamp(at, 0, 1))
  const step = combine([1 / old.sigma, mean], [-1 / old.sigma, old.mean])

  const pathSigma = combine(
    [1 - cSigma, old.pathSigma],
    [Math.sqrt(cSigma * (2 - cSigma) * muEff), whiten(old, step)],
  )
  const length = Math.sqrt(dot(pathSigma, pathSigma))
  // The expected length of a normally distributed vector.
  const expected = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n))
  const generation = old.generation + 1
  const unbiased = length / Math.sqrt(1 - (1 - cSigma) ** (2 * generation))
  const stalled = unbiased >= (1.4 + 2 / (n + 1)) * expected
  const pathC = combine([1 - cC, old.pathC], [stalled ? 0 : Math.sqrt(cC * (2 - cC) * muEff), step])
  const covariance = adapt(old, { rates, steps, pathC, stalled })
  return {
    mean,
    sigma: old.sigma * Math.exp((cSigma / dSigma) * (length / expected - 1)),
    covariance,
    ...decompose(covariance),
    pathSigma,
    pathC,
    generation,
  }
}

interface Adaption {
  readonly rates: ReturnType<typeof ratesFor>
  readonly steps: Rows
  readonly pathC: Vector
  readonly stalled: boolean
}

/** C after a generation: eqs. 46 and 47. */
function adapt(old: Distribution, { rates, steps, pathC, stalled }: Adaption): number[][] {
  const { weights, c1, cMu, cC } = rates
  const n = pathC.length
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const kept = 1 + (stalled ? c1 * cC * (2 - cC) : 0) - c1 - cMu * sum
  const scaled = steps.map((step, k) => {
    const weight = weights[k]!
    if (weight >= 0) return weight
    const white = whiten(old, step)
    return (weight * n) / (dot(white, white) || 1)
  })
  return old.covariance.map((row, i) =>
    row.map((value, j) => {
      let rankMu = 0
      for (const [k, step] of steps.entries()) rankMu += scaled[k]! * (step[i]! * step[j]!)
      return kept * value + c1 * (pathC[i]! * pathC[j]!) + cMu * rankMu
    }),
  )
}

/** C^(-1/2)·v */
function whiten({ axes, lengths }: Distribution, vector: Vector): number[] {
  const along = times(axes, vector).map((value, k) => value / lengths[k]!)
  return vector.map((_, i) =>
    dot(
      along,
      axes.map((axis) => axis[i]!),
    ),
  )
}

function decompose(covariance: Rows): Pick<Distribution, 'axes' | 'lengths'> {
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(
    covariance.map((row) => [...row]),
    { assumeSymmetric: true },
  )
  // A direction without any variance could never be searched again, nor be divided by.
  const least = 1e-14 * Math.max(...realEigenvalues)
  const lengths = realEigenvalues.map((value) => Math.sqrt(Math.max(value, least)))
  return { axes: eigenvectorMatrix.transpose().to2DArray(), lengths }
}
