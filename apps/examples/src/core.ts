import { TextLoss, TGD, variable } from '@textgrad/core'
import { openai } from '@textgrad/engines'

const engine = openai({ model: 'gpt-5-mini' })
const solution = variable('x = (7 ± √(49 + 24)) / 6', { role: 'solution of 3x² - 7x + 2 = 0' })
const critic = new TextLoss('Check the solution step by step. Be critical.', { engine })
const optimizer = new TGD([solution], { engine })

for (let step = 0; step < 3; step++) {
  optimizer.zeroGrad()
  const loss = await critic.forward(solution)
  await loss.backward({ engine })
  await optimizer.step()
}
console.log(solution.value)
