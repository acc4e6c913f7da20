/** How much a generation of the CMA-ES changes its distribution. */
export interface Rates {
  /** Of the candidates of a generation, the best first; those of the worse half are negative. */
  readonly weights: readonly number[]
  /** How many have a positive weight: the parents of the next generation. */
  readonly parents: number
  /** The variance effective selection mass. */
  readonly muEff: number
  readonly cSigma: number
  readonly dSigma: number
  readonly cC: number
  readonly c1: number
  readonly cMu: number
}

/** How many candidates a generation has in n dimensions: Hansen, table 1, eq. 48. */
export function defaultPopulation(n: number): number {
  return 4 + Math.floor(3 * Math.log(n))
}

/**
 * Weights and learning rates for generations of `lambda` candidates in n dimensions: N. Hansen, The CMA
 * Evolution Strategy: A Tutorial, arXiv 1604.00772, table 1, eqs. 49-58.
 */
export function ratesFor(n: number, lambda: number): Rates {
  const raw = Array.from({ length: lambda }, (_, i) => Math.log((lambda + 1) / 2) - Math.log(i + 1))
  const parents = Math.floor(lambda / 2)
  const muEff = mass(raw.slice(0, parents))
  const cSigma = (muEff + 2) / (n + muEff + 5)
  const c1 = 2 / ((n + 1.3) ** 2 + muEff)
  const cMu = Math.min(1 - c1, (2 * (0.25 + muEff + 1 / muEff - 2)) / ((n + 2) ** 2 + muEff))
  const negativeSum = Math.min(
    1 + c1 / cMu,
    1 + (2 * mass(raw.slice(parents))) / (muEff + 2),
    (1 - c1 - cMu) / (n * cMu),
  )
  const sumOf = (sign: number): number => raw.reduce((sum, w) => sum + Math.max(0, sign * w), 0)
  const [positive, negative] = [sumOf(1), sumOf(-1)]
  return {
    weights: raw.map((w) => (w >= 0 ? w / positive : (w * negativeSum) / negative)),
    parents,
    muEff,
    cSigma,
    dSigma: 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma,
    cC: (4 + muEff / n) / (n + 4 + (2 * muEff) / n),
    c1,
    cMu,
  }
}

function mass(weights: readonly number[]): number {
  const sum = weights.reduce((total, w) => total + w, 0)
  const squares = weights.reduce((total, w) => total + w * w, 0)
  return squares > 0 ? (sum * sum) / squares : 0
}
