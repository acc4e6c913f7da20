import { gradient, optimize, TGD } from '@textgrad/core'
import { molecules, rules } from '@textgrad/molecules'
import { bullmq, startWorker } from '@textgrad/workers'

const redisUrl = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379'
// On each machine that takes part; `textgrad worker` does the same.
await using worker = await startWorker({ redisUrl, tasks: [molecules] })

const config = { start: 'CCCCCCCC' }
await using engine = rules()
await using problem = await molecules.setup(config, {})
await using evaluator = await bullmq({ redisUrl })
const run = { task: molecules.name, config, engine: engine.id, version: '1' }
const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
for await (const { step, best } of optimize(problem, { strategy, seed: 1, steps: 2, run, evaluator })) {
  console.log(`${step} ${best.evaluation.score.toFixed(4)}`)
}
console.log(`${worker.stats().done} evaluations by the worker`)
