import { gradient, optimize, TGD, validateConfig } from '@textgrad/core'
import { radiotherapy } from '@textgrad/radiotherapy'

// A C-shaped target around a core, on a coarse grid, from poor weights: all count 100, and organs should get nothing.
const config = await validateConfig(radiotherapy.config, {
  case: 'c-shape',
  spacing: 10,
  start: 'flat',
  goal: ['PTV D95% >= 50 Gy', 'PTV D10% <= 54 Gy', 'Core D10% <= 20 Gy', 'Body V30Gy <= 40 %'],
})
const engine = radiotherapy.rules!(config)
await using problem = await radiotherapy.setup(config, { engine })
const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))

for await (const { step, best } of optimize(problem, { strategy, seed: 1, steps: 10 })) {
  const { score, metrics } = best.evaluation
  console.log(`${step}: score ${Number(score.toPrecision(3))}, goals missed: ${metrics['goals missed']}`)
  if (score === 0) console.log(best.candidate['settings'])
}
