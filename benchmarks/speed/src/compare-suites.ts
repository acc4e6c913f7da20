import { sharedPath } from '@textgrad/host/testing'

/** One `textgrad compare`: its flags, and its cases where there are several. */
export interface Suite {
  readonly name: string
  readonly title: string
  readonly task: string
  readonly optimizers: readonly string[]
  /** Evaluations of each trial. */
  readonly budget: number
  /** After how many of them the best is shown. */
  readonly at: readonly number[]
  readonly seeds: number
  readonly target?: number
  readonly flags: readonly string[]
  readonly cases?: readonly Readonly<Record<string, string | number>>[]
}

/** Small molecules of many kinds, none of them drug-like. */
const starts = [
  'CCCCCCCC',
  'CC(C)CC(C)C',
  'c1ccccc1',
  'Cc1ccccc1O',
  'C1CCCCC1',
  'CCOC(=O)CC',
  'c1ccc2ccccc2c1',
  'OCC(O)CO',
  'NCCCCN',
  'CC(=O)c1ccncc1',
]

const molecules: Suite = {
  name: 'molecules',
  title: 'QED from 10 starts',
  task: 'molecules',
  optimizers: ['rules', 'evolutionary', 'hill-climb', 'random'],
  budget: 200,
  at: [20, 50, 100, 200],
  seeds: 5,
  target: 0.9,
  flags: ['--go-on'],
  cases: starts.map((start) => ({ start })),
}

/** So coarse that a solve takes about a second. */
const plans: Suite = {
  name: 'plans',
  title: 'Scorecard of the C-shape phantom (TG-119, hard goals), minus its cost, from flat settings',
  task: 'radiotherapy',
  optimizers: ['random', 'rules', 'gp-ei', 'cma-es', 'nelder-mead', 'evolutionary'],
  budget: 50,
  at: [10, 20, 50],
  seeds: 10,
  flags: [
    '--case=c-shape',
    '--goals=tg119-cshape-hard',
    '--start=flat',
    '--until=all',
    '--spacing=7',
    '--accuracy=2e-6',
    '--iterations=2000',
  ],
}

/** Problems of HumanEval, evenly chosen, each with another bug. */
const repaired = Array.from({ length: 20 }, (_, index) => 8 * index)

/** Rules set aside beforehand what they may try: with the start and their proposal that is the budget. */
const repair = (problems: string): Suite => ({
  name: 'repair',
  title: "Single-edit bugs in 20 of HumanEval's solutions, four tests of each shown",
  task: 'code',
  optimizers: ['rules', 'evolutionary', 'hill-climb', 'random'],
  budget: 50,
  at: [10, 20, 50],
  seeds: 5,
  target: 1,
  flags: [`--problems=${problems}`, '--show=4', '--tries=48', '--cpu-seconds=1'],
  cases: repaired.map((number) => ({ task: `HumanEval/${number}`, bug: 1 })),
})

/** All suites; throws an Error where a data set is missing. */
export function compareSuites(): readonly Suite[] {
  const problems = sharedPath('data/humaneval/HumanEval.jsonl.gz')
  if (problems === undefined) throw new Error('this needs data/humaneval in the shared folder')
  return [molecules, plans, repair(problems)]
}
