import { once } from 'node:events'
import { availableParallelism } from 'node:os'

import type { Engine, Needs, Task } from '@textgrad/core'
import type { WorkerHandle } from '@textgrad/workers'

import { checkOutputFolder } from '../checked-output.ts'
import { command, type Command } from '../command.ts'
import { modelLayers } from '../engine-layers.ts'
import { chooseEngine, engineFlags } from '../engine.ts'
import type { Flags, FlagValues } from '../flags.ts'
import { interruptSignal } from '../interrupt.ts'
import { orElse } from '../nearest.ts'
import { enginesOf, modelFlags, modelsOf } from '../plan.ts'
import { withPassword } from '../redis-password.ts'
import { screenOf } from '../screen.ts'
import { linesOfWorker } from '../server-lines.ts'
import { tasks } from '../tasks.ts'
import { tell } from '../tell.ts'
import { asUsage, UsageError } from '../usage-error.ts'
import { version } from '../version.ts'
import { gpuNamed, redisFlag, withScoring, workersFlags } from '../workers.ts'

const flags: Flags = {
  redis: { ...redisFlag, required: true },
  queue: workersFlags['queue'],
  concurrency: {
    type: 'integer',
    min: 1,
    description: 'Jobs of each task at once',
    default: availableParallelism(),
  },
  tasks: {
    type: 'string',
    hint: 'name,name',
    among: tasks.map(({ name }) => name),
    description: 'The tasks whose jobs it takes (default: all)',
  },
  cores: {
    type: 'number',
    min: 1,
    description: 'Processors that evaluations which need some may take (default: those of this machine)',
  },
  memory: {
    type: 'number',
    min: 0.1,
    description: 'Memory for them, in GiB (default: that of this machine)',
  },
  gpu: { type: 'string', hint: 'name', description: 'The GPU of this machine, as runs name it in --needs' },
  shared: {
    type: 'string',
    path: true,
    hint: 'dir',
    description:
      'Where files of runs are kept that this machine does not have; workers may share it (default: contents, where textgrad data get puts data sets)',
  },
  metrics: {
    type: 'string',
    hint: 'host:port',
    description: 'Serve Prometheus text at /metrics there, and at /health whether it can work',
  },
  ...engineFlags,
  ...modelFlags,
  json: {
    type: 'boolean',
    description:
      'Print a JSON line when it is ready, in each minute in which it did something, and at its end',
  },
}

export const worker: Command = command({
  name: 'worker',
  description:
    'Evaluate candidates for runs with --workers, until it is ended; Ctrl-C lets it finish its jobs',
  flags,
  example: 'textgrad worker --redis redis://127.0.0.1:6379 --concurrency 2 --tasks molecules,code',
  run: work,
})

async function work(values: FlagValues): Promise<void> {
  const chosen = tasksNamed(values['tasks'] as string | undefined)
  const shared = values['shared'] as string | undefined
  checkOutputFolder(shared)
  const redisUrl = withPassword(values['redis'] as string)
  const queue = values['queue'] as string
  const concurrency = values['concurrency'] as number
  using interrupt = interruptSignal(
    undefined,
    'Finishing the jobs that are under way; press Ctrl-C again to stop at once.',
  )
  const engine = engineOf(values, chosen)
  const metrics = addressOf(values['metrics'] as string | undefined)
  const { serveMetrics, startWorker } = await import('@textgrad/workers')
  const has = hasOf(values)
  await using running = await asUsage(() =>
    startWorker({
      redisUrl,
      queue,
      tasks: withScoring(chosen),
      concurrency,
      version,
      has,
      engine,
      tell,
      ...(shared !== undefined && { files: shared }),
    }),
  )
  await using served = metrics && (await asUsage(() => serveMetrics(running, metrics)))
  const names = chosen.map(({ name }) => name)
  const address = served && `http://${metrics.host}:${served.port}/metrics`
  const say = sayer(values)
  say(
    `Takes jobs of ${names.join(', ')} from the queue ${queue}, ${concurrency} of each at once${address ? `\nMetrics: ${address}` : ''}`,
    { state: 'ready', tasks: names, queue, concurrency, ...(address !== undefined && { metrics: address }) },
  )
  using progress = progressOf(running, say, values)
  if (!interrupt.signal.aborted) await once(interrupt.signal, 'abort')
  await running.drain()
  progress[Symbol.dispose]()
  const { done, refused } = running.stats()
  say(`Jobs done: ${done}, refused: ${refused}`, { state: 'ended', done, refused })
}

type Say = (words: string, facts: object) => void

function sayer({ json }: FlagValues): Say {
  const screen = screenOf(process.stdout)
  return (words, facts) => screen.write(json ? JSON.stringify(facts) : words)
}

function hasOf({ cores, memory, gpu }: FlagValues): Needs {
  return {
    ...(cores !== undefined && { cores: cores as number }),
    ...(memory !== undefined && { memory: memory as number }),
    ...(gpu !== undefined && { gpu: gpuNamed('--gpu', gpu as string) }),
  }
}

/** Says what it does: all the time on a terminal, elsewhere every minute in which it did something. */
function progressOf(running: Pick<WorkerHandle, 'stats'>, say: Say, { json }: FlagValues): Disposable {
  const screen = screenOf(process.stdout)
  const isShown = process.stdout.isTTY && json !== true
  let last = ''
  const words = (): string => {
    const { running: now, done, over, refused } = running.stats()
    return `${now} jobs under way, ${done} done, ${over} left to others, ${refused} refused`
  }
  const show = setInterval(() => {
    if (isShown) screen.status(words())
  }, 1000)
  const log = setInterval(() => {
    if (isShown || words() === last) return
    last = words()
    const { running: now, done, over, refused } = running.stats()
    say(last, { state: 'working', running: now, done, over, refused })
  }, 60_000)
  return {
    [Symbol.dispose]() {
      clearInterval(show)
      clearInterval(log)
      screen.status('')
    },
  }
}

function addressOf(typed: string | undefined): { host: string; port: number } | undefined {
  if (typed === undefined) return undefined
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(typed) ?? []
  if (host === undefined || Number(port) > 65_535)
    throw new UsageError(`--metrics is host:port, such as 127.0.0.1:9464, not ${JSON.stringify(typed)}`)
  return { host, port: Number(port) }
}

function tasksNamed(typed: string | undefined): readonly Task[] {
  if (typed === undefined) return tasks
  const names = tasks.map(({ name }) => name)
  return [...new Set(typed.split(','))].map((word) => {
    const task = tasks.find(({ name }) => name === word)
    if (task) return task
    throw new UsageError(`--tasks: there is no task ${JSON.stringify(word)}${orElse(word, names)}`)
  })
}

/**
 * Engines as `textgrad run` makes them of the same flags.
 * @throws UsageError for a name that means nothing, EngineError 'configuration' for a missing key.
 */
function engineOf(values: FlagValues, [first]: readonly Task[]) {
  const names = enginesOf(values) ?? []
  const options = modelsOf(values)
  const plan = { task: '', options }
  const layers = modelLayers({
    plan,
    lines: linesOfWorker(plan),
    pause: new AbortController().signal,
    onQuota: ({ message }) => tell(message),
  })
  const baseURL = values['base-url'] as string | undefined
  const maxTokens = options['reply-tokens'] as number | undefined
  const temperature = options['temperature'] as number | undefined
  const choose = (task: Task, config: unknown, chosen: readonly string[]): Engine =>
    chooseEngine(task, config, { names: chosen, baseURL, maxTokens, temperature, layers }).engine
  // Models depend on no task: what is wrong with one is said before there is a job. Rules depend on its settings.
  const models = names.filter((name) => !/(^|=)rules$/.test(name))
  if (models.length > 0) choose(first!, {}, models)
  return (task: Task, config: unknown): Engine | undefined =>
    names.length > 0 || task.rules ? choose(task, config, names) : undefined
}
