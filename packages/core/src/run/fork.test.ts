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
})
