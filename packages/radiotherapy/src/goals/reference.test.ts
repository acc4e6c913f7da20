import { expect, it } from 'vitest'

import { readBundle } from '../bundle/read-bundle.ts'
import { readWeights } from '../bundle/weights.ts'
import { plainInfluence } from '../influence/plain.ts'
import { reference } from '../reference.test.support.ts'
import { goalLines } from './goal-set.ts'
import { measuredDose } from './measure.ts'
import { placeGoals } from './placed-goal.ts'
import { scorecard } from './scorecard.ts'

/** The metric of a goal, and what matRad calls it. */
const metrics = {
  mean: 'mean',
  max: 'max',
  min: 'min',
  'D95%': 'D95',
  D10: 'D10',
  'D2%': 'D2',
  V2000cGy: 'V20',
  'V95%': 'V47.5',
}

const known = reference('cshape')
it.skipIf(!known)("goals measure what matRad's quality indicators do", async () => {
  const plan = await readBundle(known!.file)
  const weights = await readWeights(known!.file, 'matrad_default', plan.influence.bixels)
  const total = plainInfluence(plan.influence)
    .dose(weights)
    .map((dose) => dose * plan.fractions)
  for (const [structure, expected] of Object.entries(known!.metrics['matrad_default']!)) {
    const goals = Object.keys(metrics).map(
      (metric) => `${structure} ${metric} <= 100 ${metric.startsWith('V') ? '%' : 'Gy'}`,
    )
    const { results } = scorecard(
      placeGoals(goalLines(goals.join('\n')), plan).goals,
      measuredDose(plan, total),
    )
    const values = results.map(({ value, unit }) => (unit === '%' ? value / 100 : value))
    expect(values).toEqual(Object.values(metrics).map((name) => expect.closeTo(expected[name]!, 9)))
  }
})
