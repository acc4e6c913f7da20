import { describe, expect, it } from 'vitest'

import { random } from '../run/random.ts'
import { halving, selectors, ucb } from './select-best.ts'

/** Arms that solve an item with a probability of their own; the same item is the same for all. */
function bandit(chances: readonly number[], items: number, seed: number) {
  const { next } = random(seed, 'items')
  const hardness = Array.from({ length: items }, next)
  const looked: { index: number; places: readonly number[] }[] = []
  const look = async (index: number, places: readonly number[]) => {
    looked.push({ index, places })
    return places.filter((place) => hardness[place]! < chances[index]!).length / places.length
  }
  const seenBy = (index: number) =>
    looked.filter((one) => one.index === index).flatMap(({ places }) => places)
  return { look, seenBy, total: () => looked.flatMap(({ places }) => places).length }
}

describe.each(Object.entries(selectors))('%s', (_, select) => {
  const chances = [0.2, 0.5, 0.1, 0.9, 0.3, 0.75, 0.4, 0.2]
  const choose = (seed: number, options = {}, of = chances) => {
    const made = bandit(of, 200, seed)
    const selection = { keep: 2, items: 200, looks: 160, random: random(seed), ...options }
    return select(of.length, made.look, selection).then((chosen) => ({ chosen, ...made }))
  }

  it('finds the best arms, the best first', async () => {
    const seeds = Array.from({ length: 50 }, (_, seed) => seed)
    const found = await Promise.all(seeds.map(async (seed) => (await choose(seed)).chosen.join(' ')))
    expect(found.filter((chosen) => chosen === '3 5').length).toBeGreaterThan(40)
  })

  it('spends no more than it may, and looks longer at what is better', async () => {
    const { total, seenBy } = await choose(1)
    expect(total()).toBeLessThanOrEqual(160)
    expect(total()).toBeGreaterThan(120)
    expect(seenBy(3).length).toBeGreaterThan(seenBy(2).length)
  })

  it('shows each arm an item once, and all arms in the same order', async () => {
    const { seenBy } = await choose(1)
    const longest = seenBy(3)
    expect(new Set(longest).size).toBe(longest.length)
    for (const index of chances.keys()) expect(longest.slice(0, 2)).toEqual(seenBy(index).slice(0, 2))
  })

  it('stops when it has seen everything, and then knows', async () => {
    const exact = await choose(1, { items: 10, looks: 10_000 })
    expect(exact.seenBy(3)).toHaveLength(10)
    expect(exact.total()).toBeLessThanOrEqual(80)
  })

  it('is the same for the same seed', async () => {
    const [a, b] = [await choose(4), await choose(4)]
    expect(a.chosen).toEqual(b.chosen)
    expect(a.seenBy(3)).toEqual(b.seenBy(3))
  })

  it('takes what has no score for worse than everything, and equals in their order', async () => {
    const scores = [Number.NaN, 0, Number.NEGATIVE_INFINITY, -5, -5, Number.NaN]
    const look = async (index: number) => scores[index]!
    const selection = { items: 50, looks: 48, random: random(1) }
    expect(await select(6, look, { ...selection, keep: 2 })).toEqual([1, 3])
    expect(await select(6, look, { ...selection, keep: 4 })).toEqual([1, 3, 4, 0])
    expect(await select(3, async () => Number.NaN, { ...selection, keep: 1 })).toEqual([0])
  })
})

describe('the sources of the selectors', () => {
  it('halving gives each round an equal share of the looks', async () => {
    const perRound: number[][] = []
    await halving(
      8,
      async (index, places) => {
        perRound.push([index, places.length])
        return -index
      },
      { keep: 1, items: 100, looks: 48, random: random(1) },
    )
    // log2(8) = 3 rounds of 16 looks: 8 arms see 2 items each, 4 see 4, 2 see 8.
    const counts = Map.groupBy(perRound, ([, count]) => count!)
    expect([...counts].map(([count, arms]) => [count, arms.map(([index]) => index)])).toEqual([
      [2, [0, 1, 2, 3, 4, 5, 6, 7]],
      [4, [0, 1, 2, 3]],
      [8, [0, 1]],
    ])
  })

  it('upper bounds send looks to what may still be the best', async () => {
    const seen = [0, 0, 0]
    // After one look at each: 0.5 + 0.5 √(ln 3), 0.4 + ..., 0 + ...; then the first falls behind.
    const means = [0.5, 0.4, 0]
    const look = async (index: number, places: readonly number[]) => {
      seen[index]! += places.length
      return means[index]!
    }
    await ucb(3, look, { keep: 1, items: 100, looks: 12, random: random(1) })
    expect(seen.reduce((sum, one) => sum + one, 0)).toBe(12)
    expect(seen[0]!).toBeGreaterThanOrEqual(seen[1]!)
    expect(seen[1]!).toBeGreaterThan(seen[2]!)
  })
})
