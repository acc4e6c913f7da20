import { bwrapSandbox, code, readHumanEval, runner, type Problem } from '@textgrad/code'
import { gradient, optimize, TGD, validateConfig } from '@textgrad/core'
import { tempDir } from '@textgrad/host'
import { sharedPath } from '@textgrad/host/testing'

import { allBugs, drawnBugs, splitProblems, type Bug } from './repair-bugs.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

/** Programs that may be tried per bug. */
const tries = 50
const shareRequired = 0.6
/** Calls of these programs take milliseconds; what loops is not waited for. */
const cpuSeconds = 1

export interface Repaired {
  readonly bug: Bug
  /** Programs that were tried until one passed the shown tests, or until there were no more. */
  readonly tried: number
  readonly passesShown: boolean
  readonly passesHidden: boolean
}

/**
 * How many single-edit bugs in HumanEval's solutions the rules repair, judged by tests that they are not shown. TEXTGRAD_BENCH_BUGS
 * (default: 200) and TEXTGRAD_BENCH_SEED (default: 1) draw others.
 */
export async function repair({ quick }: Extent): Promise<readonly Table[]> {
  const count = Number(process.env['TEXTGRAD_BENCH_BUGS'] ?? (quick ? 8 : 200))
  const seed = Number(process.env['TEXTGRAD_BENCH_SEED'] ?? 1)
  return [tableOf(await repaired({ count, seed }), seed)]
}

/** Throws an Error where the data set is missing. */
export async function repaired(draw: { readonly count: number; readonly seed: number }): Promise<Repaired[]> {
  const file = sharedPath('data/humaneval/HumanEval.jsonl.gz')
  if (file === undefined) throw new Error('this needs data/humaneval in the shared folder')
  const problems = splitProblems(await readHumanEval(file))
  await using opened = new AsyncDisposableStack()
  const sandbox = opened.use(await bwrapSandbox())
  const tests = opened.use(runner({ sandbox, limits: { cpuSeconds } }))
  const bugs = await drawnBugs(allBugs(problems), { ...draw, runner: tests })
  const found: Repaired[] = []
  for (const bug of bugs) found.push(await repairOf(bug))
  return found
}

/** One step of the task as anybody would run it, with the rules as its engine. */
async function repairOf(bug: Bug): Promise<Repaired> {
  await using folder = await tempDir('bench-repair-')
  // The rules are given a problem without hidden tests, and without its solution.
  const shown = { ...bug.problem, solution: undefined, tests: { ...bug.problem.tests, hidden: [] } }
  const settings = async (problem: Problem, name: string) => ({
    problems: await folder.write(`${name}.json`, JSON.stringify(problem)),
    file: await folder.write('program.py', bug.source),
    tries,
    cpuSeconds,
  })
  await using engine = code.rules(await settings(shown, 'shown'))
  const config = await validateConfig(
    code.config,
    await settings({ ...bug.problem, solution: undefined }, 'whole'),
  )
  await using problem = await code.setup(config, { engine })
  let tried = 0
  const run = optimize(problem, {
    strategy: gradient(({ parameters }) => new TGD(parameters, { engine })),
    seed: 1,
    steps: 1,
    emit: (event) => {
      if (event.type === 'generate') tried += event.usage.evaluations ?? 0
    },
  })
  let best: Readonly<Record<string, number>> = {}
  for await (const step of run) best = step.best.evaluation.metrics
  return {
    bug,
    tried,
    passesShown: best['tests'] === 1,
    passesHidden: best['tests'] === 1 && best['hidden tests'] === 1,
  }
}

function tableOf(found: readonly Repaired[], seed: number): Table {
  const families = [...Map.groupBy(found, ({ bug }) => bug.family)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const row = (name: string, some: readonly Repaired[]) => {
    const right = some.filter(({ passesHidden }) => passesHidden)
    const shown = some.filter(({ passesShown }) => passesShown).length
    return [
      name,
      some.length,
      shown,
      right.length,
      (right.length / some.length).toFixed(2),
      Math.max(...some.map(({ tried }) => tried)),
    ]
  }
  const share = found.filter(({ passesHidden }) => passesHidden).length / found.length
  const most = Math.max(...found.map(({ tried }) => tried))
  return {
    name: 'repair',
    title: `Single-edit bugs in HumanEval's solutions (seed ${seed}), repaired by rules within ${tries} programs each; right: passes hidden tests too`,
    columns: ['family', 'bugs', 'pass shown', 'right', 'share', 'most tried', 'kept'],
    rows: [
      ...families.map(([family, some]) => [...row(family, some), '']),
      [...row('all', found), share >= shareRequired && most <= tries],
    ],
  }
}
