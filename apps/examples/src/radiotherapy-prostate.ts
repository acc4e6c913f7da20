import { gradient, optimize, TGD, validateConfig, type Evaluation } from '@textgrad/core'
import { radiotherapy } from '@textgrad/radiotherapy'

// Five prostates, each from the same poor weights to the goals of RTOG 0126, and the table of the TextGrad paper.
const plans: Evaluation[] = []
for (const anatomy of [1, 2, 3, 4, 5]) {
  const config = await validateConfig(radiotherapy.config, {
    case: 'prostate',
    anatomy,
    spacing: 10, // 5 for a plan that is not a demonstration
    start: 'flat',
    goals: 'rtog-0126',
    normalizeTo: 'PTV D95% = 70.2 Gy',
  })
  const engine = radiotherapy.rules!(config)
  await using problem = await radiotherapy.setup(config, { engine })
  const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
  let found: Evaluation | undefined
  for await (const { best } of optimize(problem, { strategy, seed: 1, steps: 10 })) found = best.evaluation
  plans.push(found!)
}

/** A table of a plan as records by the names of its columns. */
function recordsOf({ artifacts = [] }: Evaluation, name: string): Record<string, unknown>[] {
  const table = artifacts.find((one) => one.name === name)
  if (table?.kind !== 'table') throw new Error(`The plan comes without its ${name}`)
  return table.rows.map((row) => Object.fromEntries(row.map((cell, at) => [table.columns[at], cell])))
}

/** Mean and standard deviation over the plans. */
function overPlans(structure: string, column: string, goal = 0): string {
  const values = plans.map((plan) => {
    const found = recordsOf(plan, 'statistics').find((record) => record['structure'] === structure)
    return Number(found?.[column]) - goal
  })
  const mean = values.reduce((a, b) => a + b) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return `${mean.toFixed(2)} (${Math.sqrt(variance).toFixed(2)})`
}

const met = plans.filter((plan) =>
  recordsOf(plan, 'scorecard').every((goal) => goal['tier'] === 'soft' || goal['met'] === true),
)
console.log(`${met.length} of ${plans.length} plans meet all hard goals. Mean (standard deviation), Gy:`)
const line = (cells: readonly string[]): string =>
  cells
    .map((cell) => cell.padEnd(16))
    .join('')
    .trimEnd()
const ofTarget = ['mean', 'min', 'max', 'D95%']
console.log(line(['', ...ofTarget]))
console.log(line(['PTV less 70.2', ...ofTarget.map((column) => overPlans('PTV', column, 70.2))]))
const ofOrgans = ['mean', 'D5%', 'D50%']
console.log(line(['', ...ofOrgans]))
for (const organ of ['Rectum', 'Bladder'])
  console.log(line([organ, ...ofOrgans.map((column) => overPlans(organ, column))]))
