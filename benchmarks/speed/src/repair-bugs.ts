import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

import type { Problem, Runner, Test } from '@textgrad/code'
import { random } from '@textgrad/core'

/** A single edit that makes a right program wrong. */
export interface Bug {
  readonly problem: Problem
  readonly family: string
  readonly source: string
}

/** Tests of a problem that the repair may see. */
const shownTests = 4

/**
 * Every bug that `repair-mutants.py` makes of the solutions; it works on Python's own syntax trees and shares nothing with the
 * edits that are to repair them. Throws an Error where Python does not run it.
 */
export function allBugs(problems: readonly Problem[]): Bug[] {
  const input = problems.map(({ id, solution, entryPoint }) => ({
    id,
    source: solution,
    function: entryPoint,
  }))
  const { stdout, stderr, status } = spawnSync(
    '/usr/bin/python3',
    [join(import.meta.dirname, 'repair-mutants.py')],
    {
      input: JSON.stringify(input),
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    },
  )
  if (status !== 0) throw new Error(`the bugs could not be made: ${stderr}`)
  const byId = new Map(problems.map((problem) => [problem.id, problem]))
  const made = JSON.parse(stdout) as readonly { id: string; family: string; source: string }[]
  return made.map(({ id, ...bug }) => ({ ...bug, problem: byId.get(id)! }))
}

/** The problems whose checks are at least so many assertions, with some of them shown and the others hidden. */
export function splitProblems(problems: readonly Problem[]): Problem[] {
  return problems
    .filter(({ tests }) => tests.local.length >= shownTests)
    .map((problem) => {
      const { local } = problem.tests
      const count = Math.min(shownTests, Math.ceil(local.length / 2))
      const shown = new Set(
        Array.from({ length: count }, (_, place) => Math.floor((place * local.length) / count)),
      )
      const of = (isShown: boolean): Test[] => local.filter((_, place) => shown.has(place) === isShown)
      return { ...problem, tests: { local: of(true), hidden: of(false) } }
    })
}

/**
 * So many bugs, drawn by the seed: first a problem, then a family, then one of its bugs, so that none outnumbers the others. One is
 * left out where no shown test notices it, as nothing would be to be repaired, or no hidden one, which then could judge nothing.
 */
export async function drawnBugs(
  bugs: readonly Bug[],
  { count, seed, runner }: { readonly count: number; readonly seed: number; readonly runner: Runner },
): Promise<Bug[]> {
  const { pick } = random(seed, 'bugs')
  const byProblem = [...Map.groupBy(bugs, ({ problem }) => problem).values()].map((some) => [
    ...Map.groupBy(some, ({ family }) => family).values(),
  ])
  const drawn: Bug[] = []
  const seen = new Set<string>()
  while (drawn.length < count && seen.size < bugs.length) {
    const bug = pick(pick(pick(byProblem)))
    if (seen.has(bug.source)) continue
    seen.add(bug.source)
    const { local, hidden } = bug.problem.tests
    const program = { language: 'python', source: bug.source } as const
    const isNoticed = async (tests: readonly Test[]) => !(await runner.run(program, tests)).passed
    if ((await isNoticed(local)) && (await isNoticed(hidden))) drawn.push(bug)
  }
  return drawn
}
