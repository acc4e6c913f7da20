import { describe, expect, it } from 'vitest'

import { unbalanced, wordsOf } from '../page.test.support.ts'
import { renderComparison } from './render-comparison.ts'
import { summarise } from './summary.ts'
import type { Trial } from './trial.ts'

/** A trial that starts with 0 and reaches `score` after `after` evaluations. */
function trial(
  optimizer: string,
  seed: number,
  score: number,
  more: Partial<Trial> & { after?: number } = {},
): Trial {
  const { after = 5, ...rest } = more
  return {
    optimizer,
    case: '',
    seed,
    run: `${optimizer}-${seed}`,
    status: 'budget',
    points: [
      { evaluations: 1, score: 0, feasible: true },
      { evaluations: after, score, feasible: true },
    ],
    items: {},
    spent: { calls: 2, tokens: 30, dollars: 0.5, evaluations: 10 },
    findings: { citation: 1, oscillation: 0, 'no progress': 2 },
    seconds: seed,
    ...rest,
  }
}

const seeds = [1, 2, 3, 4, 5]
const better = seeds.map((seed) => trial('rules', seed, (80 + seed) / 100))
const worse = seeds.map((seed) => trial('random', seed, (50 + seed) / 100, { after: 8, seconds: null }))

describe('summarise', () => {
  it('tells medians with intervals, cost, time, and the target', () => {
    const { optimizers, ...found } = summarise([...better, ...worse], { budget: 10, target: 0.83 })
    expect(found).toMatchObject({ budget: 10, target: 0.83, cases: 1, seeds: 5 })
    expect(optimizers[0]).toEqual({
      optimizer: 'rules',
      trials: 5,
      best: [
        { evaluations: 1, median: 0, from: 0, to: 0 },
        { evaluations: 2, median: 0, from: 0, to: 0 },
        { evaluations: 5, median: 0.83, from: 0.81, to: 0.85 },
        { evaluations: 10, median: 0.83, from: 0.81, to: 0.85 },
      ],
      target: { reached: 3, evaluations: 5 },
      infeasible: 0,
      spent: { calls: 10, tokens: 150, evaluations: 50, dollars: 2.5 },
      findings: { citation: 5, oscillation: 0, 'no progress': 10 },
      seconds: 3,
      runs: seeds.map((seed) => `rules-${seed}`),
    })
    expect(optimizers[1]).toMatchObject({ target: { reached: 0, evaluations: null }, seconds: null })
  })

  it('tests each against the first, seed by seed', () => {
    const { tests } = summarise([...better, ...worse], { budget: 10 })
    expect(tests).toEqual([
      {
        first: 'rules',
        other: 'random',
        pairs: 5,
        difference: {
          value: expect.closeTo(0.3, 12),
          from: expect.closeTo(0.3, 12),
          to: expect.closeTo(0.3, 12),
          p: 0.0625,
        },
        sign: { wins: 5, losses: 0, p: expect.closeTo(0.0625, 12) },
      },
    ])
    const [{ right } = {}] = summarise([...better, ...worse], { budget: 10, target: 0.83 }).tests
    expect(right).toEqual({ about: 'the target', wins: 3, losses: 0, p: expect.closeTo(0.25, 12) })
  })

  it('takes a best that breaks a constraint for worse, whatever its score', () => {
    const broken = seeds.map((seed) =>
      trial('random', seed, 9, { points: [{ evaluations: 1, score: 9, feasible: false }] }),
    )
    const { optimizers, tests } = summarise([...better, ...broken], { budget: 10, target: 0.8 })
    expect(optimizers[1]).toMatchObject({ infeasible: 5, target: { reached: 0 } })
    expect(tests[0]).toMatchObject({ sign: { wins: 5, losses: 0 }, right: { wins: 5, losses: 0 } })
    expect(tests[0]!.difference.value).toBeLessThan(0)
  })

  it('counts a case once, whatever the number of its seeds', () => {
    const cases = ['a', 'b', 'c', 'd', 'e', 'f']
    const some = (optimizer: string, score: number) =>
      cases.flatMap((name) => [1, 2, 3].map((seed) => trial(optimizer, seed, score, { case: name })))
    const { cases: count, tests } = summarise([...some('tgd', 1), ...some('random', 0.5)], {
      budget: 10,
      target: 1,
    })
    expect(count).toBe(6)
    expect(tests[0]).toMatchObject({
      pairs: 6,
      sign: { wins: 6, p: expect.closeTo(0.03125, 12) },
      right: { wins: 6, p: expect.closeTo(0.03125, 12) },
    })
  })

  it('asks about items that are right or wrong, and counts one once', () => {
    const items = (right: number) =>
      Object.fromEntries(Array.from({ length: 20 }, (_, place) => [`q${place}`, Number(place < right)]))
    const trials = [
      ...[1, 2, 3].map((seed) => trial('gepa', seed, 0.9, { items: items(18) })),
      // Two of three seeds have 12 right; the third alone does not make it more.
      ...[12, 12, 20].map((right, index) => trial('random', index + 1, 0.6, { items: items(right) })),
    ]
    const [test] = summarise(trials, { budget: 10 }).tests
    expect(test!.right).toEqual({ about: 'items', wins: 6, losses: 0, p: expect.closeTo(0.03125, 12) })
    const partial = trials.map((one) => ({ ...one, items: { q: 0.5 } }))
    expect(summarise(partial, { budget: 10 }).tests[0]!.right).toBeUndefined()
  })

  it('says that it does not know where something is not known', () => {
    const late = seeds.map((seed) =>
      trial('rules', seed, 1, { points: [{ evaluations: 4, score: 1, feasible: false }] }),
    )
    const free = seeds.map((seed) =>
      trial('tgd', seed, 1, { spent: { calls: 1, tokens: 1, evaluations: 1, dollars: null } }),
    )
    const { optimizers } = summarise([...late, ...free], { budget: 10, checkpoints: [2, 4] })
    expect(optimizers[0]!.best).toEqual([
      { evaluations: 2, median: null, from: null, to: null },
      { evaluations: 4, median: 1, from: 1, to: 1 },
    ])
    expect(optimizers[0]!.infeasible).toBe(5)
    expect(optimizers[1]!.spent.dollars).toBeNull()
  })

  it.each([
    [better, { budget: 0 }, 'Expected evaluations to be a whole number from 1 up, got 0'],
    [
      better,
      { budget: 10, checkpoints: [11] },
      'Expected checkpoints within the budget of 10 evaluations, got 11',
    ],
    [[], { budget: 10 }, 'Expected trials to sum up, got none'],
    [
      [...better, ...worse.slice(1)],
      { budget: 10 },
      'Expected random and rules to have the same cases and seeds',
    ],
  ])('refuses %# what can not be summed up', (trials, options, message) => {
    expect(() => summarise(trials, options)).toThrow(message)
  })
})

describe('renderComparison', () => {
  const comparison = summarise([...better, ...worse], { budget: 10, target: 0.83 })

  it('tells the comparison as one file that loads and runs nothing', () => {
    const html = renderComparison(comparison, { title: 'QED <of> molecules' })
    expect(html).toContain('<title>QED &lt;of&gt; molecules</title>')
    expect(html).not.toMatch(/<script|<link|<iframe| on[a-z]+=|javascript:|(src|href)="http/i)
    expect(unbalanced(html)).toEqual([])
    const words = wordsOf(html)
    for (const part of [
      'Optimizers rules, random',
      'Budget of a trial 10 evaluations',
      'best after 5',
      '0.83 [0.81, 0.85]',
      '3 of 5',
      '$2.50',
      'broken off',
      'rules − random 5',
      '5 : 0 0.0625',
      'only one right about the target',
    ])
      expect(words).toContain(part)
    expect(renderComparison(comparison, { title: 'QED <of> molecules' })).toBe(html)
  })

  it('draws a line and a band for each optimizer, in two sizes', () => {
    const html = renderComparison(comparison, { title: 'x' })
    expect(html.match(/<path class="band c[01]" d="M[^"]*Z"/g)).toHaveLength(4)
    // Upright and level only.
    const [line] = /(?<=<path class="curve c0" d="M)[\d. L]*L[\d. L]*/.exec(html)!
    const corners = line.split('L').map((corner) => corner.split(' '))
    expect(corners.length).toBeGreaterThan(10)
    for (const [place, [x, y]] of corners.entries())
      expect(place === 0 || corners[place - 1]![0] === x || corners[place - 1]![1] === y).toBe(true)
    expect(html.match(/<svg class="plot|<svg\s+class="plot/g)).toHaveLength(2)
  })
})
