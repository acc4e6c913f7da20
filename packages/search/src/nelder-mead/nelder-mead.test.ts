import { describe, expect, it } from 'vitest'

import { numeric, rosenbrock, run } from '../functions.test.support.ts'
import { nelderMead } from './nelder-mead.ts'

// The figures are of SciPy 1.10.1's minimize(rosen, ..., method='Nelder-Mead'), bounds and tolerances as here.
describe('nelderMead', () => {
  const twoTimes = numeric({ fn: rosenbrock, start: [-1.2, 1], range: [-2, 2] })
  // Edges of 0.05 and tolerances of 1e-4 in the function's own units.
  const options = { edge: 0.05 / 4, xatol: 1e-4 / 4, fatol: 1e-4 }

  it("needs SciPy's number of evaluations on Rosenbrock within 20 %, for a first simplex of about its size", async () => {
    const { evaluations, lowest } = await run(twoTimes, nelderMead(options))
    expect(Math.abs(evaluations - 159)).toBeLessThanOrEqual(0.2 * 159)
    expect(lowest).toBeLessThan(1e-7)
  })

  it("makes SciPy's moves from SciPy's simplex, one by one", async () => {
    const { evaluations, lowest, result } = await run(twoTimes, nelderMead(options))
    expect(evaluations).toBe(185)
    expect(lowest).toBeCloseTo(7.208341900424572e-9, 13)
    expect(Number(result.best.candidate['x0'])).toBeCloseTo(1.00000118, 8)
    expect(result.status).toBe('done')

    const four = numeric({ fn: rosenbrock, start: [-1.2, 1, 0.5, -0.3], range: [-2, 2] })
    const ran = await run(four, nelderMead({ edge: 0.05 / 4, xatol: 1e-6 / 4, fatol: 1e-6 }))
    expect(ran.evaluations).toBe(550)
    expect(ran.lowest).toBeCloseTo(3.701428610430173, 9)
  })

  it('asks for the vertices of its first simplex, and of one that shrinks, at once', async () => {
    const { tried } = await run(twoTimes, nelderMead(options), { steps: 2 })
    expect(tried.map(({ step }) => step)).toEqual([1, 1, 2])
    expect(tried.slice(0, 2).map(({ candidate }) => candidate)).toMatchObject([{ x1: '1' }, { x0: '-1.2' }])
  })

  it('finds the best integers and options, which a small simplex could not tell apart', async () => {
    const fn = ([a = 0, b = 0]: readonly number[]) => (a - 3) ** 2 + (b + 2) ** 2
    const problem = numeric({ fn, start: [9, 9], range: [-10, 10] })
    const integers = Object.fromEntries(
      ['x0', 'x1'].map((name) => [name, { kind: 'number', from: -10, to: 10, integer: true } as const]),
    )
    const { lowest, result } = await run({ ...problem, space: integers }, nelderMead())
    expect([lowest, result.status]).toEqual([0, 'done'])
  })
})
