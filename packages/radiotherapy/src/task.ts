import type { Task } from '@textgrad/core'

import { tradeOff } from './artifacts/trade-off.ts'
import { planConfig, type PlanConfig } from './planner/config.ts'
import { planProblem } from './planner/problem.ts'
import { runFiles } from './planner/run-files.ts'
import { rules } from './rules.ts'
import { scorer } from './score.ts'

/** Plan tuning: the weights and dose levels of a case's objectives are turned until its plan meets clinical goals. */
export const radiotherapy: Task<PlanConfig> = {
  name: 'radiotherapy',
  summary:
    'Tune the objectives of a radiotherapy plan to meet its goals (research only, not a medical device)',
  config: planConfig,
  setup: planProblem,
  rules,
  score: scorer,
  views: async (events) => tradeOff(events),
  files: runFiles,
}
