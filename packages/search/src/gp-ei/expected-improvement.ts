import type { Prediction } from './gaussian-process.ts'

/**
 * By how much a value is expected to exceed the best one so far, counting what falls short of it as 0: D. Jones,
 * M. Schonlau, W. Welch, Journal of Global Optimization 13 (1998) 455, eq. 15, for values to make large.
 */
export function expectedImprovement({ mean, deviation }: Prediction, best: number): number {
  if (!(deviation > 0)) return Math.max(0, mean - best)
  const z = (mean - best) / deviation
  if (z < -6) {
    // φ(z) + z·Φ(z) by the asymptotic series of Φ: the two terms would cancel.
    return (deviation * density(z) * (1 - 3 / z ** 2 + 15 / z ** 4)) / z ** 2
  }
  return deviation * (density(z) + z * cumulative(z))
}

function density(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)
}

/**
 * The normal distribution function, to the precision of its sum: G. Marsaglia, Evaluating the Normal
 * Distribution, Journal of Statistical Software 11 (2004), issue 4.
 */
export function cumulative(z: number): number {
  if (z < -8) return 0
  if (z > 8) return 1
  let term = z
  let sum = z
  for (let i = 3; Math.abs(term) > 1e-17 * Math.abs(sum); i += 2) {
    term *= (z * z) / i
    sum += term
  }
  return 0.5 + sum * density(z)
}
