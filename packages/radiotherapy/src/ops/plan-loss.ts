import { fn, shown, type Call, type Variable } from '@textgrad/core'

import { planFeedback, type JudgedBy } from '../feedback.ts'
import type { Settings } from '../planner/knobs.ts'
import type { Plan, Planner } from '../planner/planner.ts'
import { goalTable } from '../prompts/goal-table.ts'

/**
 * A plan as a loss of what its settings are read from: they are optimised to a plan, whose goals give exact feedback, free
 * of calls. It is satisfied where code finds the goals met, whatever a model may think.
 */
export function planLoss<Value>(
  planner: Planner,
  by: Omit<JudgedBy, 'knobs'>,
  settingsOf: (values: readonly Value[]) => Settings,
): (inputs: readonly Variable<Value>[], call?: Call) => Promise<Variable<Plan>> {
  return fn(
    {
      name: 'plan',
      role: 'the plan that follows from the settings, against its goals',
      codec: shown((plan: Plan) => goalTable(plan.card)),
      backward: ({ result, args }) => {
        const said = planFeedback(result, { ...by, knobs: planner.knobs })
        return args.map(() => said)
      },
    },
    (values: readonly Value[], call: Call) => planner.planOf(settingsOf(values), call),
  )
}
