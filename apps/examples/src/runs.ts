import { writeFile } from 'node:fs/promises'

import { gradient, optimize, TGD, type RunEvent } from '@textgrad/core'
import { molecules, rules } from '@textgrad/molecules'
import { renderReport } from '@textgrad/runs'

await using engine = rules()
await using problem = await molecules.setup({ start: 'CCCCCCCC' }, {})
const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
const events: RunEvent[] = []
for await (const { step, best } of optimize(problem, {
  strategy,
  seed: 1,
  steps: 3,
  emit: (event) => void events.push(event),
})) {
  console.log(step, best.evaluation.score, best.candidate)
}
await writeFile('report.html', renderReport(events))
