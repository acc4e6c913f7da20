import { optimize, validateConfig } from '@textgrad/core'
import { molecules, paperFragments } from '@textgrad/molecules'
import { evolutionary } from '@textgrad/search'

import { median } from './measure.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

type Fragment = keyof typeof paperFragments

const most = 300
const goal = 0.9

/** How soon an evolutionary search over the moves finds drug-like molecules from the TextGrad paper's fragments. */
export async function moleculesQed({ quick }: Extent): Promise<readonly Table[]> {
  const seeds = quick ? 1 : 10
  const rows = []
  for (const fragment of Object.keys(paperFragments) as Fragment[]) {
    const needed: number[] = []
    for (let seed = 1; seed <= seeds; seed++) needed.push(await evaluationsTo(fragment, seed))
    const reached = needed.filter((count) => count <= most)
    rows.push([
      fragment,
      reached.length,
      median(needed.map((count) => Math.min(count, most))),
      Math.max(...needed.map((count) => Math.min(count, most))),
      reached.length >= 0.9 * seeds,
    ])
  }
  return [
    {
      name: 'molecules-qed',
      title: `evolutionary(), from fragments to QED ${goal} within ${most} evaluations, ${seeds} seeds each`,
      columns: ['start', 'seeds that reach it', 'median evaluations', 'most evaluations', 'at least 9 of 10'],
      rows,
    },
  ]
}

/** How many evaluations it takes to reach the goal; Infinity where it is not reached. */
async function evaluationsTo(start: Fragment, seed: number): Promise<number> {
  await using problem = await molecules.setup(await validateConfig(molecules.config, { start }), {})
  let count = 1
  const run = optimize(problem, {
    strategy: evolutionary(),
    seed,
    steps: 1_000,
    budget: { evaluations: most },
    target: goal,
  })
  for await (const { tried, best } of run) {
    count += tried.length
    if (best.evaluation.score >= goal) return count
  }
  return Infinity
}
