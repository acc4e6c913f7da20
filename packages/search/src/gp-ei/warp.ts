import type { Vector } from '../vector.ts'

/** Where the exponent is looked for; beyond, values would be told apart by rounding alone. */
const [lowest, highest] = [-4, 6]
const golden = (Math.sqrt(5) - 1) / 2

/**
 * Values as a Gaussian process can model them: standardised, and bent by the power transformation of I.-K. Yeo and
 * R. Johnson (Biometrika 87 (2000) 954) with the exponent that makes them most like a normal distribution (eq. 3.1).
 * A few very bad values then do not hide what tells the good ones apart; their order stays. What is warped is what HEBO
 * models as well (A. Cowen-Rivers et al., JAIR 74 (2022) 1269). Values that are all the same stay as they are.
 */
export function warp(values: Vector): Vector {
  const standard = standardise(values)
  if (!standard) return values
  const exponent = mostLikely((candidate) => likelihood(standard, candidate))
  return standard.map((value) => yeoJohnson(value, exponent))
}

export function yeoJohnson(value: number, exponent: number): number {
  return value < 0 ? -power(-value, 2 - exponent) : power(value, exponent)
}

/** ((1 + x)^p - 1) / p, and its limit at p = 0. */
function power(x: number, p: number): number {
  const log = Math.log1p(x)
  return Math.abs(p) < 1e-8 ? log : Math.expm1(p * log) / p
}

/** The logarithm of the likelihood of values that are normally distributed when they are bent, up to a constant. */
export function likelihood(values: Vector, exponent: number): number {
  const { variance } = moments(values.map((value) => yeoJohnson(value, exponent)))
  const bent = values.reduce((sum, value) => sum + Math.sign(value) * Math.log1p(Math.abs(value)), 0)
  return -0.5 * values.length * Math.log(variance) + (exponent - 1) * bent
}

/** The maximum by golden section. */
function mostLikely(of: (exponent: number) => number): number {
  let [low, high]: [number, number] = [lowest, highest]
  while (high - low > 1e-4) {
    const span = golden * (high - low)
    if (of(high - span) > of(low + span)) high = low + span
    else low = high - span
  }
  return (low + high) / 2
}

function standardise(values: Vector): Vector | undefined {
  const { mean, variance } = moments(values)
  const deviation = Math.sqrt(variance)
  // What differs by rounding alone has nothing to tell.
  if (!(deviation > 1e-12 * Math.abs(mean))) return undefined
  return values.map((value) => (value - mean) / deviation)
}

function moments(values: Vector): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0)
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0) }
}
