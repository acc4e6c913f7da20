import type { Random } from '../run/random.ts'
import { settled } from '../run/settled.ts'

export interface Selection {
  /** How many are kept. */
  readonly keep: number
  /** How many items there are to look at. */
  readonly items: number
  /** Looks at items in all. */
  readonly looks: number
  readonly random: Random
}

/** The mean score of the arm with this index on items, by their places. */
export type Look = (index: number, places: readonly number[]) => Promise<number>

export const selectors = { ucb, halving }

/** Into how many looks at each arm the upper bounds divide an even share of all. */
const spread = 4
/** The c of the upper bounds. */
const exploration = 1

/**
 * Which of several arms are best, by sequential halving: of T looks, each of R = ⌈log2(arms / keep)⌉ rounds gives every
 * arm that is left ⌊T / (R × arms left)⌋, and then drops the worse half. (Karnin, Koren and Somekh, "Almost optimal
 * exploration in multi-armed bandits", ICML 2013, Sequential Halving, which keeps one; here it stops at `keep`.) What was
 * seen in earlier rounds counts on, and all arms see the items in one order, so they are compared on the same. An arm that
 * has seen all items is known and costs no more. The best come first.
 */
export async function halving(arms: number, look: Look, selection: Selection): Promise<number[]> {
  const { keep, looks } = selection
  const rounds = Math.max(1, Math.ceil(Math.log2(arms / keep)))
  let left = armsOf(arms, look, selection)
  for (let round = 0; round < rounds; round++) {
    const each = Math.max(1, Math.floor(looks / (rounds * left.length)))
    await settled(left.map((arm) => arm.see(each)))
    left = best(left, Math.max(keep, Math.ceil(left.length / 2)))
  }
  return best(left, keep).map(({ index }) => index)
}

/**
 * Which of several arms are best, by upper confidence bounds: all are looked at once, and then again and again the `keep`
 * of them with the highest mean + c r √(ln t / n), where t is the number of items seen by all arms, n that seen by the
 * arm, c = 1, and r the range of the means so far, so that any scale of scores will do. (Auer, Cesa-Bianchi and Fischer,
 * "Finite-time analysis of the multiarmed bandit problem", Machine Learning 47, 2002, p. 235-256, as ProTeGi uses it:
 * Pryzant et al., arXiv 2305.03495.) All arms see the items in one order. The best come first.
 */
export async function ucb(arms: number, look: Look, selection: Selection): Promise<number[]> {
  const { keep, looks } = selection
  const each = Math.max(1, Math.floor(looks / (spread * arms)))
  const all = armsOf(arms, look, selection)
  await settled(all.map((arm) => arm.see(each)))
  for (;;) {
    const seen = all.reduce((sum, arm) => sum + arm.seen, 0)
    const open = all.filter((arm) => !arm.done)
    const count = Math.min(keep, open.length, Math.floor((looks - seen) / each))
    if (count < 1) break
    await settled(
      byBound(open, all, seen)
        .slice(0, count)
        .map((arm) => arm.see(each)),
    )
  }
  return best(all, keep).map(({ index }) => index)
}

/** The highest bound first; among equals what was seen least. */
function byBound(open: readonly Arm[], all: readonly Arm[], seen: number): Arm[] {
  const means = all.map(({ mean }) => mean).filter(Number.isFinite)
  const range = means.length > 0 ? Math.max(...means) - Math.min(...means) : 0
  const bound = (arm: Arm): number => arm.mean + exploration * range * Math.sqrt(Math.log(seen) / arm.seen)
  return open.toSorted((a, b) => {
    const [of, other] = [bound(a), bound(b)]
    return of === other ? a.seen - b.seen || a.index - b.index : other - of
  })
}

function armsOf(count: number, look: Look, { items, random }: Selection): Arm[] {
  const order = random.shuffle(Array.from({ length: items }, (_, place) => place))
  return Array.from({ length: count }, (_, index) => new Arm(index, order, look))
}

/** Those with the highest means; among equals the first. */
function best(arms: readonly Arm[], count: number): Arm[] {
  return arms.toSorted((a, b) => (a.mean === b.mean ? a.index - b.index : b.mean - a.mean)).slice(0, count)
}

/** One of the things to choose from, and what was seen of it. */
class Arm {
  readonly index: number
  seen = 0
  #total = 0
  readonly #order: readonly number[]
  readonly #look: Look

  constructor(index: number, order: readonly number[], look: Look) {
    this.index = index
    this.#order = order
    this.#look = look
  }

  get mean(): number {
    return this.#total / this.seen
  }

  get done(): boolean {
    return this.seen === this.#order.length
  }

  /** Looks at the next items, as far as there are any. A score that is not a number is as bad as can be. */
  async see(count: number): Promise<void> {
    const places = this.#order.slice(this.seen, this.seen + count)
    if (places.length === 0) return
    const mean = await this.#look(this.index, places)
    this.seen += places.length
    this.#total += places.length * (Number.isNaN(mean) ? Number.NEGATIVE_INFINITY : mean)
  }
}
