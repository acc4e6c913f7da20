import { gradient, optimize, TGD, validateConfig, type RunEvent } from '@textgrad/core'
import { radiotherapy } from '@textgrad/radiotherapy'

// A patient of a treatment planning system: a folder with CT, RTSTRUCT and RTPLAN. The best plan is kept as RTDOSE and JSON.
const settings = {
  case: process.env['DICOM_FOLDER'] ?? 'patient',
  spacing: 10,
  prescription: 50,
  start: 'flat',
  goal: ['PTV D95% >= 50 Gy', 'PTV D10% <= 56 Gy', 'Core D10% <= 25 Gy', 'Body V30Gy <= 45 %'],
}
const config = await validateConfig(radiotherapy.config, settings)
const engine = radiotherapy.rules!(config)
await using problem = await radiotherapy.setup(config, { engine })
const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))

const events: RunEvent[] = []
const emit = (event: RunEvent) => void events.push(event)
const run = { task: radiotherapy.name, config: settings }
for await (const { step, best } of optimize(problem, { strategy, seed: 1, steps: 10, run, emit })) {
  const { score, metrics } = best.evaluation
  console.log(`${step}: score ${Number(score.toPrecision(3))}, goals missed: ${metrics['goals missed']}`)
}
await radiotherapy.files!.write(events, 'best-plan', {})
