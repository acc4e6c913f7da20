import { describe, expect, it } from 'vitest'

import { branin, minimizing, run } from '../functions.test.support.ts'
import { gpEi } from './gp-ei.ts'

const problem = minimizing(
  { x1: { kind: 'number', from: -5, to: 10 }, x2: { kind: 'number', from: 0, to: 15 } },
  { x1: '0', x2: '0' },
  ({ x1, x2 }) => branin(Number(x1), Number(x2)),
)

describe('gpEi', () => {
  it('comes within 0.01 of the minimum of Branin in 40 evaluations, for 9 of 10 seeds', async () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    const lowest: number[] = []
    for (const seed of seeds) {
      const ran = await run(problem, gpEi(), { seed, budget: { evaluations: 40 } })
      expect(ran.evaluations).toBeLessThanOrEqual(40)
      lowest.push(ran.lowest)
    }
    expect(lowest.filter((value) => value - 0.397887 <= 0.01).length).toBeGreaterThanOrEqual(9)
  })

  it('begins with a step that is spread over the space, then tries one candidate a step', async () => {
    const { tried } = await run(problem, gpEi({ initial: 5 }), { steps: 3 })
    expect(tried.map(({ step }) => step)).toEqual([1, 1, 1, 1, 1, 2, 3])
    const fifths = tried.slice(0, 5).map(({ candidate }) => Math.floor(Number(candidate['x2']) / 3))
    expect(fifths.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4])
  })

  it('goes on with a window of what was evaluated', async () => {
    const { lowest } = await run(problem, gpEi({ window: 15 }), { budget: { evaluations: 40 } })
    expect(lowest).toBeLessThan(0.5)
  })
})
