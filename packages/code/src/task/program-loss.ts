import { feedback, fn, satisfied, shown, type Call, type Variable } from '@textgrad/core'

import type { Outcome } from './outcome.ts'
import type { Workbench } from './workbench.ts'

/** What judges a program and when it is good enough. */
export interface Judging {
  readonly bench: Workbench
  readonly objective: 'tests' | 'runtime'
}

/**
 * What a workbench says of a program, without a model. It is satisfied when all local tests pass, unless the program is to be
 * faster too: then the feedback goes on with where the time goes.
 */
export function programLoss(
  judging: Judging,
): (program: Variable, call?: Call) => Promise<Variable<Outcome>> {
  const { bench, objective } = judging
  const op = fn(
    {
      name: 'program-loss',
      role: 'report of the tests',
      codec: shown(({ report }: Outcome) => report),
      backward: ({ result }) => [
        result.passed && objective === 'tests' ? satisfied : feedback(result.report, result.data),
      ],
    },
    ([program]: readonly [string], call: Call) => judgeOnce(bench, program, call),
  )
  return (program, call) => op([program], call)
}

/** Keeps the outcome in the journal of a run. It is no evaluation of its own: it belongs to that of the candidate. */
export function judgeOnce(bench: Workbench, program: string, call: Call): Promise<Outcome> {
  return call.once('judge', () => bench.judge(program, call.signal), {
    hash: () => JSON.stringify([bench.id, program]),
  })
}

/** The same for tests that are not shown. */
export function judgeHiddenOnce(bench: Workbench, program: string, call: Call): Promise<Outcome> {
  return call.once('judge-hidden', () => bench.judgeHidden(program, call.signal), {
    hash: () => JSON.stringify([bench.id, program]),
  })
}
