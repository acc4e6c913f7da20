// What runs on a host of the network: `host.program.ts '{"role": "worker", ...}'`, see host.ts.
import { inProcess, optimize, type Journal } from '@textgrad/core'
import { openStore } from '@textgrad/runs'
import { bullmq, startWorker } from '@textgrad/workers'

import { asking, note, notedModel, words } from './asking.ts'
import type { CoordinatorSettings, Settings, WorkerSettings } from './host.ts'

const settings = JSON.parse(process.argv[2]!) as Settings
if (settings.role === 'worker') await work(settings)
else await coordinate(settings)

async function work({ redisUrl, asked, reply, concurrency, lease }: WorkerSettings): Promise<void> {
  const engine = (): ReturnType<typeof notedModel> => notedModel(asked, reply)
  await startWorker({ redisUrl, tasks: [asking], concurrency, engine, lease, tell: console.error })
  console.log('ready')
}

async function coordinate(settings: CoordinatorSettings): Promise<void> {
  const { store: file, redisUrl, lease, asked, committed, reply, steps, perStep } = settings
  const engine = notedModel(asked, reply)
  await using problem = await asking.setup(null, { engine })
  await using store = await openStore(file)
  await using run = await store.start({ task: asking.name })
  await using workers =
    redisUrl === undefined ? undefined : await bullmq({ redisUrl, lease, tell: console.error })
  console.log(run.id)
  const { journal } = run
  const noted: Journal = {
    get: (path, hash) => journal.get(path, hash),
    intent: (path, attempt) => journal.intent(path, attempt),
    async release(path) {
      await journal.release?.(path)
    },
    async settle(path, entry) {
      await journal.settle(path, entry)
      note(committed, path)
    },
  }
  const running = optimize(problem, {
    strategy: words(perStep),
    seed: 3,
    steps,
    run: { task: asking.name, config: null, engine: engine.id, version: '1' },
    journal: noted,
    budget: run.budget(),
    emit: run.emit,
    evaluator: workers ?? inProcess(problem),
  })
  let next = await running.next()
  while (!next.done) next = await running.next()
  const { best, status, steps: made } = next.value
  console.log(JSON.stringify({ result: { best, status, made }, stats: workers?.stats() }))
}
