import { always, canonicalLog, memoryJournal, type Problem, type Space, type Strategy } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { minimizing, numeric, rosenbrock, run } from './functions.test.support.ts'
import { cmaEs, evolutionary, gpEi, hillClimb, nelderMead, randomSearch } from './index.ts'

interface Offer {
  /** Whether moves are enough for it. */
  readonly moves: boolean
  /** How many of 11 other candidates it tries at least, where the start is the best. */
  readonly reached: number
}

const strategies: readonly (readonly [string, () => Strategy, Offer])[] = [
  ['randomSearch', () => randomSearch({ batch: 3 }), { moves: true, reached: 11 }],
  ['hillClimb', () => hillClimb({ neighbours: 3 }), { moves: true, reached: 7 }],
  ['evolutionary', () => evolutionary({ population: 6 }), { moves: true, reached: 11 }],
  ['nelderMead', () => nelderMead(), { moves: false, reached: 4 }],
  ['cmaEs', () => cmaEs(), { moves: false, reached: 9 }],
  ['gpEi', () => gpEi(), { moves: false, reached: 11 }],
]

const space: Space = {
  rate: { kind: 'number', from: 1e-5, to: 1, scale: 'log' },
  layers: { kind: 'number', from: 1, to: 50, integer: true },
  kind: { kind: 'choice', options: ['x', 'y', 'z', 'w'] },
}
const mixed = (): Problem =>
  minimizing(
    space,
    { rate: '1', layers: '40', kind: 'x', prompt: 'Be brief.' },
    ({ rate, layers, kind }) =>
      (Math.log10(Number(rate)) + 3) ** 2 + Math.abs(Number(layers) - 7) / 10 + (kind === 'z' ? 0 : 1),
  )
const valley = (): Problem => numeric({ fn: rosenbrock, start: [-1.2, 1, 0.5], range: [-2, 2] })
const budget = { evaluations: 30 }

describe.each(strategies)('%s', (_, make, { moves, reached }) => {
  it('makes the same run from the same seed, and another from another', async () => {
    const [a, b, c] = [
      await run(mixed(), make(), { budget, seed: 4 }),
      await run(mixed(), make(), { budget, seed: 4 }),
      await run(mixed(), make(), { budget, seed: 5 }),
    ]
    expect(canonicalLog(b.events)).toBe(canonicalLog(a.events))
    const tried = (ran: typeof a) => ran.tried.map(({ id }) => id)
    // The simplex needs no random numbers.
    expect(JSON.stringify(tried(c)) === JSON.stringify(tried(a))).toBe(make().name === 'nelder-mead')
  })

  it('keeps nothing between steps but what the history says', async () => {
    const forgetful: Strategy = {
      name: make().name,
      next: (history, ...rest) =>
        make().next({ ...history, pool: [...history.pool], failed: [...history.failed] }, ...rest),
    }
    const [a, b] = [await run(valley(), make(), { budget }), await run(valley(), forgetful, { budget })]
    expect(canonicalLog(b.events)).toBe(canonicalLog(a.events))
  })

  it('serves several runs at once as it serves one', async () => {
    const strategy = make()
    const [a, b] = await Promise.all([
      run(valley(), strategy, { budget }),
      run(valley(), strategy, { budget, seed: 2 }),
    ])
    expect(canonicalLog(a.events)).toBe(canonicalLog((await run(valley(), make(), { budget })).events))
    expect(canonicalLog(b.events)).toBe(
      canonicalLog((await run(valley(), make(), { budget, seed: 2 })).events),
    )
  })

  it('goes on over the journal of a run that was stopped, and pays for nothing twice', async () => {
    let calls = 0
    const counted = (): Problem =>
      minimizing(valley().space!, valley().start, ({ x0, x1, x2 }) => {
        calls++
        return rosenbrock([x0, x1, x2].map(Number))
      })
    const whole = await run(counted(), make(), { steps: 6 })
    const paid = calls
    const journal = memoryJournal()
    calls = 0
    await run(counted(), make(), { steps: 3, journal })
    const resumed = await run(counted(), make(), { steps: 6, journal })
    expect(calls).toBe(paid)
    expect(resumed.tried).toEqual(whole.tried)
  })

  it('tries the same whatever the gate accepts', async () => {
    const [a, b] = [
      await run(valley(), make(), { budget }),
      await run(valley(), make(), { budget, gate: always }),
    ]
    expect(b.tried.map(({ candidate }) => candidate)).toEqual(a.tried.map(({ candidate }) => candidate))
  })

  it('finds better values of any kind, in range, and leaves the rest as it was', async () => {
    const { lowest, tried } = await run(mixed(), make(), { budget: { evaluations: 60 } })
    expect(lowest).toBeLessThan(4)
    for (const { candidate } of tried) {
      expect(candidate['prompt']).toBe('Be brief.')
      expect(Number(candidate['rate'])).toBeGreaterThanOrEqual(1e-5)
      expect(Number(candidate['rate'])).toBeLessThanOrEqual(1)
      expect(candidate['layers']).toMatch(/^([1-9]|[1-4]\d|50)$/)
      expect(candidate['kind']).toMatch(/^[xyzw]$/)
    }
  })

  it('says what each candidate was made from', async () => {
    const { tried, events } = await run(valley(), make(), { budget })
    const known = events.flatMap((event) => (event.type === 'evaluation' ? [event.id] : []))
    for (const { parents, by } of tried) {
      expect(by).toBe(make().name)
      for (const parent of parents) expect(known).toContain(parent)
    }
  })

  it('never tries a candidate twice, and ends where nothing is left to try', async () => {
    const small: Space = {
      layers: { kind: 'number', from: 0, to: 2, integer: true },
      kind: { kind: 'choice', options: ['x', 'y', 'z', 'w'] },
    }
    const all = minimizing(small, { layers: '0', kind: 'x' }, ({ layers }) => Number(layers))
    const { result, events, tried } = await run(all, make())
    expect(result.status).toBe('done')
    expect(new Set(tried.map(({ id }) => id)).size).toBe(tried.length)
    expect(events).not.toContainEqual(expect.objectContaining({ reason: 'it was tried before' }))
    expect(tried.length).toBeGreaterThanOrEqual(reached)
    expect(tried.length).toBeLessThanOrEqual(11)
  })

  it('ranks last what fails or breaks a constraint', async () => {
    const problem = valley()
    const build: Problem['build'] = (candidate) => ({
      ...problem.build(candidate),
      async evaluate() {
        const [x0 = 0, x1 = 0, x2 = 0] = Object.values(candidate).map(Number)
        if (x2 > 0.8) throw new RangeError('too much')
        // Where it is not feasible, it would score best.
        const feasible = x0 <= 0
        const score = feasible ? -(x0 * x0 + x1 * x1) : 100
        return { score, metrics: {}, feasible, feedback: [] }
      },
    })
    const { result } = await run({ ...problem, build }, make(), { budget: { evaluations: 60 } })
    expect(result.best.evaluation).toMatchObject({ feasible: true })
    expect(result.best.evaluation.score).toBeGreaterThan(-2)
  })

  it('says what it needs of a problem', async () => {
    const { space: _, ...bare } = valley()
    const ran = run(bare, make())
    await expect(ran).rejects.toThrow(TypeError)
    await expect(ran).rejects.toThrow(
      `The strategy '${make().name}' needs a problem with a space${moves ? ' or with moves' : ''}`,
    )
  })
})

it('tells of options that make no sense', () => {
  const wrong: (readonly [() => Strategy, string])[] = [
    [() => randomSearch({ batch: 0 }), 'batch'],
    [() => hillClimb({ neighbours: 1.5 }), 'neighbours'],
    [() => evolutionary({ population: -1 }), 'population'],
    [() => evolutionary({ crossover: 2 }), 'crossover'],
    [() => nelderMead({ xatol: 0 }), 'xatol'],
    [() => cmaEs({ population: 1 }), 'population'],
    [() => cmaEs({ population: 0 }), 'population'],
    [() => cmaEs({ sigma: Number.NaN }), 'sigma'],
    [() => gpEi({ initial: 0 }), 'initial'],
  ]
  for (const [make, name] of wrong) {
    expect(make).toThrow(RangeError)
    expect(make).toThrow(`Expected ${name} to be`)
  }
})

it('needs a start within the space', async () => {
  const problem = { ...valley(), start: { x0: 'much', x1: '1', x2: '1' } }
  await expect(run(problem, cmaEs())).rejects.toThrow(
    "needs a start whose texts are values of the problem's space",
  )
})
