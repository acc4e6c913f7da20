import { pairedBootstrap, random } from '@textgrad/core'

/** From where to where a figure may lie, and the figure itself. */
export interface Interval {
  readonly value: number
  readonly from: number
  readonly to: number
}

export interface BootstrapOptions {
  readonly seed: number
  /** How often is drawn (default: 2000). */
  readonly resamples?: number
  /** The share of the drawn figures that lies inside (default: 0.95). */
  readonly confidence?: number
}

/**
 * The percentile interval of the bootstrap: `statistic` of as many clusters as there are, drawn with replacement, again and
 * again, without the outer shares of what that gives, interpolated linearly. Values that depend on each other, such as those
 * of one start, belong into one cluster. (B. Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics
 * 7, 1979, p. 1-26; Efron and Tibshirani, "An introduction to the bootstrap", 1993, chapter 13; clusters: Davison and
 * Hinkley, "Bootstrap methods and their application", 1997, section 3.8.)
 * @throws RangeError without clusters, for a value that is not finite, or for an option out of its range.
 */
export function bootstrapInterval(
  clusters: readonly (readonly number[])[],
  statistic: (values: readonly number[]) => number,
  { seed, resamples = 2000, confidence = 0.95 }: BootstrapOptions,
): Interval {
  checkBootstrap(clusters.flat(), resamples, confidence)
  const { integer } = random(seed, 'bootstrap')
  const drawn: number[] = []
  for (let resample = 0; resample < resamples; resample++) {
    const values: number[] = []
    for (let draw = 0; draw < clusters.length; draw++) values.push(...clusters[integer(clusters.length)]!)
    drawn.push(statistic(values))
  }
  drawn.sort((a, b) => a - b)
  const outside = (1 - confidence) / 2
  return {
    value: statistic(clusters.flat()),
    from: quantile(drawn, outside),
    to: quantile(drawn, 1 - outside),
  }
}

/** A mean difference with its interval, and how likely as large a one is where there is none. */
export interface Difference extends Interval {
  readonly p: number
}

/**
 * The paired bootstrap, two-sided: the mean of the differences with its percentile interval, and twice the share of resamples
 * whose mean lies on the other side of 0 or on it; never below one in `resamples`, as fewer can not
 * be told apart, nor below what as many tosses of a coin can show: of few pairs that agree, no resample would say otherwise. (Koehn,
 * "Statistical significance tests for machine translation evaluation", EMNLP 2004, p. 388-395.)
 * @throws RangeError without differences, for one that is not finite, or for an option out of its range.
 */
export function pairedDifference(differences: readonly number[], options: BootstrapOptions): Difference {
  const { seed, resamples = 2000 } = options
  const interval = bootstrapInterval(
    differences.map((difference) => [difference]),
    mean,
    options,
  )
  const share = (some: readonly number[]): number => pairedBootstrap(some, resamples, random(seed, 'paired'))
  const least = Math.min(share(differences), share(differences.map((difference) => -difference)))
  return { ...interval, p: Math.min(1, Math.max(2 * least, 1 / resamples, 2 ** (1 - differences.length))) }
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  )
}

/** Of sorted values, interpolated linearly between the two that are next to the place. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const low = sorted[below]!
  const high = sorted[Math.ceil(place)]!
  return low + (place - below) * (high - low)
}

function checkBootstrap(values: readonly number[], resamples: number, confidence: number): void {
  if (values.length === 0) throw new RangeError('Expected values to draw from, got none')
  const wrong = values.find((value) => !Number.isFinite(value))
  if (wrong !== undefined) throw new RangeError(`Expected values to be finite, got ${wrong}`)
  if (!Number.isSafeInteger(resamples) || resamples < 1)
    throw new RangeError(`Expected resamples to be a whole number from 1 up, got ${resamples}`)
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`Expected confidence to be between 0 and 1, got ${confidence}`)
}
