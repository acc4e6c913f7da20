import { constant, optimize, variable, type Problem } from '@textgrad/core'
import { cmaEs } from '@textgrad/search'

// Which height and rate of decay fit what was measured at 0, 1, 2, 3 and 4 seconds?
const measured = [2.01, 1.22, 0.73, 0.45, 0.27]
const problem: Problem = {
  start: { height: '1', rate: '0.1' },
  space: {
    height: { kind: 'number', from: 0, to: 5 },
    rate: { kind: 'number', from: 0.01, to: 10, scale: 'log' },
  },
  metrics: [{ name: 'error', direction: 'minimize' }],
  build(candidate) {
    const fitted = (time: number) => Number(candidate['height']) * Math.exp(-Number(candidate['rate']) * time)
    const error = measured.reduce((sum, value, time) => sum + (fitted(time) - value) ** 2, 0)
    return {
      parameters: Object.entries(candidate).map(([name, text]) => variable(text, { name, role: name })),
      loss: async () => constant(`The squared error is ${error}.`, { role: 'misfit' }),
      evaluate: async () => ({ score: -error, metrics: { error }, feasible: true, feedback: [] }),
    }
  },
  async [Symbol.asyncDispose]() {},
}

let found = problem.start
for await (const { best } of optimize(problem, { strategy: cmaEs(), seed: 1, steps: 30 }))
  found = best.candidate
console.log(Number(found['height']).toFixed(2), Number(found['rate']).toFixed(2)) // 2.01 0.50
