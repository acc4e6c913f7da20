import { describe, expect, it } from 'vitest'

import type { Strategy } from '../strategies/strategy.ts'
import { optimize } from './optimize.ts'
import type { Problem } from './problem.ts'

const problem: Problem = {
  start: { x: '0' },
  metrics: [{ name: 'x', direction: 'maximize' }],
  build: ({ x }) => ({
    parameters: [],
    loss: () => Promise.reject(new Error('it is not asked for')),
    evaluate: async () => ({ score: Number(x), metrics: {}, feasible: true, feedback: [] }),
  }),
  [Symbol.asyncDispose]: async () => {},
}

/** Draws a number in each step. */
const drawing: Strategy = {
  name: 'drawing',
  next: async (_history, _problem, call) => [
    { candidate: { x: String(call.random.next()) }, parents: [], by: 'chance' },
  ],
}

async function drawn(forks: readonly { after: number; salt: number }[]): Promise<string[]> {
  const values: string[] = []
  for await (const { tried } of optimize(problem, { strategy: drawing, seed: 1, steps: 5, forks }))
    values.push(tried[0]!.candidate['x']!)
  return values
}

describe('a fork', () => {
  it('shares the steps until it, and draws other numbers after it', async () => {
    const whole = await drawn([])
    const one = await drawn([{ after: 2, salt: 1 }])
    const two = await drawn([{ after: 2, salt: 2 }])
    const twice = await drawn([
      { after: 2, salt: 1 },
      { after: 4, salt: 1 },
    ])
    expect([one.slice(0, 2), two.slice(0, 2)]).toEqual([whole.slice(0, 2), whole.slice(0, 2)])
    expect(twice.slice(0, 4)).toEqual(one.slice(0, 4))
    expect(new Set([whole[2], one[2], two[2]]).size).toBe(3)
    expect(twice[4]).not.toBe(one[4])
  })

  it('asks a model for other samples after it, and for the same ones until it', async () => {
    const samplesOf = async (forks: readonly { after: number; salt: number }[]): Promise<number[]> => {
      const samples: number[] = []
      const seeing: Strategy = {
        name: 'seeing',
        next: async (history, _problem, call) => {
          samples.push(call.child('below').sample)
          return [{ candidate: { x: String(history.step) }, parents: [], by: 'count' }]
        },
      }
      for await (const _ of optimize(problem, { strategy: seeing, seed: 1, steps: 3, forks })) continue
      return samples
    }
    const [one, two] = [await samplesOf([{ after: 1, salt: 1 }]), await samplesOf([{ after: 1, salt: 2 }])]
    expect(await samplesOf([])).toEqual([0, 0, 0])
    expect(one).toEqual([0, one[1], one[1]])
    expect(two).toEqual([0, two[1], two[1]])
    expect(new Set([0, one[1], two[1]]).size).toBe(3)
  })
})
