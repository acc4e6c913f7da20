import { feedback, satisfied, type Call, type Evaluation, type Metric } from '@textgrad/core'

import { programArtifacts } from '../artifacts.ts'
import { judgeHiddenOnce, judgeOnce, type Judging } from './program-loss.ts'

/** What is measured: the share of tests that pass, of hidden ones apart, and seconds where they count. */
export function metricsOf({ bench, objective }: Judging): Metric[] {
  return [
    { name: 'tests', direction: 'maximize', target: 1 },
    ...(bench.hasHidden ? [{ name: 'hidden tests', direction: 'maximize', target: 1 } as const] : []),
    ...(objective === 'runtime' ? [{ name: 'seconds', direction: 'minimize', unit: 's' } as const] : []),
  ]
}

/**
 * What a program is worth: the share of local tests that pass, or minus the seconds that they take, a test that fails
 * counting as long as it may take. Hidden tests are a metric; they are no part of the score, the feedback or the artifacts, so
 * nothing is chosen by them.
 */
export async function programEvaluation(judging: Judging, program: string, call: Call): Promise<Evaluation> {
  const { bench, objective } = judging
  const outcome = await judgeOnce(bench, program, call)
  const hidden = bench.hasHidden ? await judgeHiddenOnce(bench, program, call) : undefined
  const isTimed = objective === 'runtime'
  return {
    score: isTimed ? 0 - outcome.seconds : outcome.share,
    metrics: {
      tests: outcome.share,
      ...(hidden && { 'hidden tests': hidden.share }),
      ...(isTimed && { seconds: outcome.seconds }),
    },
    feasible: true,
    feedback: [outcome.passed && !isTimed ? satisfied : feedback(outcome.report, outcome.data)],
    artifacts: programArtifacts({ start: bench.start, program, outcome, change: bench.change }),
  }
}
