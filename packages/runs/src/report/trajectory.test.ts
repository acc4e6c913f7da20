import { expect, test } from 'vitest'

import {
  descent,
  eventsOf,
  nitrogens,
  threeAtOnce,
  twoPrompts,
  writes,
} from '../example-runs.test.support.ts'
import { foldRun } from './fold.ts'
import { trajectoryView } from './trajectory.ts'

const values = ['CCN', 'CCCN', 'NCCN', 'NC(N)N']

async function plotOf(...[problem, options]: Parameters<typeof eventsOf>): Promise<string> {
  return String(trajectoryView(foldRun(await eventsOf(problem, options))))
}

/** How often a mark of a class stands in one of the two sizes of the plot. */
function marks(plot: string, mark: string): number {
  return plot.split('</svg>')[0]!.split(`class="${mark}"`).length - 1
}

test('kept and reverted candidates are told apart, with the best so far as a line', async () => {
  const plot = await plotOf(nitrogens(), { strategy: descent(writes(values)), steps: 4 })
  expect([marks(plot, 'kept'), marks(plot, 'other'), marks(plot, 'best')]).toEqual([4, 1, 1])
  expect(plot).toContain('Step 2: −2, reverted. CCCN')
  expect(plot).toContain('5 scored candidates in 4 steps. The start scored −3, the best 0 (step 4).')
})

test('the target of a metric that is the score has a line, on the side of the score', async () => {
  const plot = await plotOf(nitrogens(), { strategy: descent(writes(values)), steps: 1 })
  expect(marks(plot, 'target')).toBe(2)
  expect(plot).toContain('score = −missing (atoms)')
})

test('a target that is not on the scale of the score has no line', async () => {
  const problem = {
    ...nitrogens(),
    metrics: [{ name: 'weight', direction: 'minimize', target: 400 }],
  } as const
  expect(marks(await plotOf(problem, { strategy: descent(writes(values)), steps: 1 }), 'target')).toBe(0)
})

test('what is infeasible and far away, or failed, is marked at the edge and does not squeeze the others', async () => {
  const problem = nitrogens('CCO', {
    evaluate(smiles) {
      if (smiles === 'CCN') return { score: -1e6, feasible: false }
      return smiles === 'CCCN' ? { error: 'the docking failed', score: Number.NEGATIVE_INFINITY } : {}
    },
  })
  const plot = await plotOf(problem, { strategy: descent(writes(values)), steps: 4 })
  expect(marks(plot, 'off')).toBe(2)
  expect(plot).toContain('Step 1: −1\u202f000\u202f000, infeasible, reverted. CCN')
  expect(plot).toContain('Step 2: could not be evaluated. CCCN')
  expect(plot).not.toMatch(/NaN|Infinity/)
})

test('all candidates of a step are shown', async () => {
  const plot = await plotOf(nitrogens(), { strategy: threeAtOnce, steps: 2 })
  expect(marks(plot, 'kept') + marks(plot, 'other')).toBe(7)
})

test('a score that is no metric is called score', async () => {
  const problem = { ...twoPrompts(), metrics: [] }
  expect(await plotOf(problem, { strategy: descent(writes(['units'])), steps: 1 })).toContain('>score</text>')
})

test('a run without a score has no plot', async () => {
  const events = await eventsOf(nitrogens(), { strategy: threeAtOnce, steps: 0 })
  expect(trajectoryView(foldRun(events.slice(0, 1)))).toBe(false)
})
