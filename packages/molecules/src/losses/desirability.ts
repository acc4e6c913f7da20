/**
 * What values of a measure are wished for, each corner at a value: nothing is liked at `low` or below, all from `from`
 * to `to`, and nothing again from `high` on. A side that is left out does not matter.
 */
export interface Wish {
  readonly measure: string
  readonly low?: number
  readonly from?: number
  readonly to?: number
  readonly high?: number
  /** How much this wish counts beside others (default: 1). */
  readonly weight?: number
}

/** How a wish falls off between liked and not liked: straight, or smoothly with a slope of 0 at both corners. */
export type Fall = 'linear' | 'smooth'

/**
 * How much a value is liked, from 0 to 1: the desirability functions of G. Derringer and R. Suich, Journal of Quality
 * Technology 1980, 12, 214, eq. 1 and 3 with exponent 1 (`linear`); `smooth` puts Hermite's 3 t² - 2 t³ in place of t,
 * which has a slope everywhere but none at the corners.
 */
export function desire(value: number, { low, from, to, high }: Wish, fall: Fall = 'smooth'): number {
  if (!Number.isFinite(value)) return 0
  if (low !== undefined && from !== undefined && value < from)
    return eased((value - low) / (from - low), fall)
  if (high !== undefined && to !== undefined && value > to) return eased((high - value) / (high - to), fall)
  return 1
}

function eased(share: number, fall: Fall): number {
  const t = Math.min(1, Math.max(0, share))
  return fall === 'linear' ? t : t * t * (3 - 2 * t)
}

/**
 * How much a molecule is liked in all, from 0 to 1: the weighted geometric mean, so that what is not liked at all in one
 * respect is not liked (Derringer and Suich 1980, eq. 5; weights: G. Derringer, Quality Progress 1994, 27, 51).
 * @throws {TypeError} without a wish
 */
export function overallDesire(
  parts: readonly { readonly desire: number; readonly weight: number }[],
): number {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0)
  if (!(total > 0)) throw new TypeError('Expected at least one wish with a weight above 0')
  if (parts.some(({ desire, weight }) => weight > 0 && desire <= 0)) return 0
  return Math.exp(
    parts.reduce((sum, { desire, weight }) => sum + (weight > 0 ? weight * Math.log(desire) : 0), 0) / total,
  )
}

const number = String.raw`-?\d+(?:\.\d+)?`
const form = new RegExp(
  String.raw`^([a-zA-Z0-9]+):(${number})>(${number})(?:\.\.(${number})>(${number}))?(?:\*(${number}))?$`,
)

/**
 * Reads a wish as it is typed: `qed:0.4>0.9` is nothing at 0.4 and all from 0.9 on, `vina:-6>-10` falls the other way,
 * `logp:0>2..3>5` is a range, and `*2` at the end doubles its weight.
 * @throws {TypeError} for a text that is no wish; {RangeError} for corners in no order, or a weight that is not above 0
 */
export function readWish(text: string): Wish {
  const found = form.exec(text.trim())
  if (!found)
    throw new TypeError(`Expected a wish such as qed:0.4>0.9 or logp:0>2..3>5, got ${JSON.stringify(text)}`)
  const [, measure = '', ...written] = found as readonly (string | undefined)[]
  const corners = written.slice(0, 4).flatMap((corner) => (corner === undefined ? [] : Number(corner)))
  const weight = written[4] === undefined ? undefined : Number(written[4])
  const wish = { measure, ...cornersOf(corners), ...(weight !== undefined && { weight }) }
  if (!isInOrder(wish))
    throw new RangeError(`Expected the corners of the wish ${JSON.stringify(text)} in order`)
  if (weight !== undefined && !(weight > 0))
    throw new RangeError(`Expected the weight of the wish ${JSON.stringify(text)} to be above 0`)
  return wish
}

function cornersOf([a, b, c, d]: readonly number[]): Omit<Wish, 'measure'> {
  if (c !== undefined) return { low: a!, from: b!, to: c, high: d! }
  return a! < b! ? { low: a!, from: b! } : { to: b!, high: a! }
}

function isInOrder({ low = -Infinity, from = low, to = Infinity, high = to }: Wish): boolean {
  const rises = low === -Infinity || low < from
  const falls = to === Infinity || to < high
  return rises && falls && from <= to
}
