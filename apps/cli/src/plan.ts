import type { Json, Limits, OptimizeOptions, Task } from '@textgrad/core'
import type { RunPlan } from '@textgrad/runs'

import { configOf } from './config-flags.ts'
import type { Flags, FlagValues } from './flags.ts'
import { tasks } from './tasks.ts'
import { UsageError } from './usage-error.ts'
import { version } from './version.ts'

/** When a run ends: also for one that is resumed. */
export const limitFlags: Flags = {
  steps: { type: 'integer', description: 'At most this many steps', default: 10, min: 0 },
  target: { type: 'number', description: 'Stop when the score reaches it' },
  patience: { type: 'integer', min: 1, description: 'Stop after so many steps without a better candidate' },
  'max-calls': { type: 'integer', min: 0, description: 'Stop after so many calls of the engine' },
  'max-tokens': { type: 'integer', min: 0, description: 'Stop after so many tokens' },
  'max-evaluations': { type: 'integer', min: 0, description: 'Stop after so many scored candidates' },
}

/** What was typed, as what starts the same program again. */
export function planOf(task: Task, values: FlagValues): RunPlan {
  return {
    task: task.name,
    config: configOf(task.config, values) as Json,
    engines: (values['engine'] ?? []) as readonly string[],
    optimizer: values['optimizer'] as string,
    options: {
      ...endsOf(values),
      ...(values['ask'] === true && { ask: true }),
      ...given(values, 'base-url', withoutSecrets(values['base-url'])),
    },
    seed: values['seed'] as number,
    limits: limitsOf(values),
    version,
  }
}

/** What changes in a plan by what is typed for the rest of the run. */
export function planWith(plan: RunPlan, values: FlagValues): RunPlan {
  const address = given(values, 'base-url', withoutSecrets(values['base-url']))
  return {
    ...plan,
    options: { ...plan.options, ...endsOf(values), ...address },
    limits: { ...plan.limits, ...limitsOf(values) },
  }
}

/** What `optimize` takes of a plan. */
export function settingsOf({ options = {}, seed = 1, forks = [] }: RunPlan) {
  const number = (key: string): object => (options[key] === undefined ? {} : { [key]: options[key] })
  return {
    seed,
    forks,
    ...number('steps'),
    ...number('target'),
    ...number('patience'),
  } satisfies Pick<OptimizeOptions, 'seed' | 'forks' | 'steps' | 'target' | 'patience'>
}

/** @throws UsageError for a run of a task that this program does not have. */
export function taskOf({ task: name }: RunPlan): Task {
  const task = tasks.find((one) => one.name === name)
  if (task) return task
  throw new UsageError(
    `The run is of the task ${name}, which there is not: ${tasks.map((one) => one.name).join(', ')}`,
  )
}

function endsOf(values: FlagValues): Record<string, Json> {
  return Object.assign({}, ...['steps', 'target', 'patience'].map((key) => given(values, key))) as Record<
    string,
    Json
  >
}

function limitsOf(values: FlagValues): Limits {
  return {
    ...renamed(values, 'max-calls', 'calls'),
    ...renamed(values, 'max-tokens', 'tokens'),
    ...renamed(values, 'max-evaluations', 'evaluations'),
  }
}

function given(values: FlagValues, key: string, value: unknown = values[key]): Record<string, Json> {
  return values[key] === undefined ? {} : { [key]: value as Json }
}

function renamed(values: FlagValues, flag: string, key: keyof Limits): Limits {
  return values[flag] === undefined ? {} : { [key]: values[flag] as number }
}

/** An address without the password or key that it may hold: those are never kept. */
function withoutSecrets(address: unknown): unknown {
  const url = typeof address === 'string' ? URL.parse(address) : null
  if (!url || (url.username === '' && url.password === '' && url.search === '')) return address
  url.username = ''
  url.password = ''
  url.search = ''
  return url.href
}
