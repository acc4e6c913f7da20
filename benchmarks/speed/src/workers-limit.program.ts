// A worker of the benchmark whose evaluations ask a model: workers-limit.program.ts <redis> <base URL> <concurrency>
import { budgeted, compose, constant, LlmCall, type Engine, type Problem, type Task } from '@textgrad/core'
import { openai, retry } from '@textgrad/engines'
import { startWorker } from '@textgrad/workers'

import { noSettings } from './no-settings.ts'

const [redisUrl = '', baseURL = '', concurrency = ''] = process.argv.slice(2)
const server = openai({ model: 'sim-1', baseURL, apiKey: 'sim' })
const asking: Task<null> = {
  name: 'asking',
  summary: 'Asks a model',
  config: noSettings,
  setup: async (_, { engine }) => problemOf(engine!),
}
// Its turn is for the run to say.
const engine = (): Engine => compose(server, retry(), budgeted())
await startWorker({ redisUrl, tasks: [asking], concurrency: Number(concurrency), version: '1', engine })
process.stdout.write('ready\n')

function problemOf(engine: Engine): Problem {
  return {
    start: { text: '' },
    metrics: [],
    build: ({ text = '' }) => ({
      parameters: [],
      loss: () => Promise.reject(new TypeError('It has no loss')),
      async evaluate(_items, call) {
        const { value } = await new LlmCall({ engine }).forward(constant(text, { role: 'question' }), call)
        return { score: value.length, metrics: {}, feasible: true, feedback: [] }
      },
    }),
    async [Symbol.asyncDispose]() {},
  }
}
