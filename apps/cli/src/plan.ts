import { type Json, type Limits, type OptimizeOptions, type Task } from '@textgrad/core'
import type { RunPlan } from '@textgrad/runs'

import { nameWithoutSecrets, withoutSecrets } from './addresses.ts'
import { cacheFlags } from './cache.ts'
import { checkOutputFolder } from './checked-output.ts'
import { configOf } from './config-flags.ts'
import type { Flags, FlagValues } from './flags.ts'
import { hearsFeedback } from './optimizers.ts'
import { readPrices } from './prices.ts'
import { tasks } from './tasks.ts'
import { UsageError } from './usage-error.ts'
import { gateOf, variationIn, variationOf } from './variation.ts'
import { version } from './version.ts'

/** When a run ends: also for one that is resumed. */
export const limitFlags = {
  steps: { type: 'integer', description: 'At most this many steps', default: 10, min: 0 },
  target: { type: 'number', description: 'Stop when the score reaches it' },
  patience: { type: 'integer', min: 1, description: 'Stop after so many steps without a better candidate' },
  'max-calls': { type: 'integer', min: 0, description: 'Stop after so many calls of the engine' },
  'max-tokens': { type: 'integer', min: 0, description: 'Stop after so many tokens' },
  'max-dollars': { type: 'number', min: 0, description: 'Stop after so many dollars' },
  'allow-unknown-price': {
    type: 'boolean',
    description: 'With --max-dollars: also for models whose price is not known, which then count nothing',
  },
  'max-evaluations': { type: 'integer', min: 0, description: 'Stop after so many scored candidates' },
} satisfies Flags

/** Where a person is asked. */
export const askFlags: Flags = {
  ask: {
    type: 'string',
    options: ['terminal', 'studio'],
    bare: 'terminal',
    description: 'Ask you what should be better about each candidate: here and in the studio, or there alone',
  },
}

/** How models are asked: also by a run that is resumed. */
export const modelFlags = {
  ...cacheFlags,
  rpm: { type: 'number', min: 1, description: 'Ask a server at most so many times a minute' },
  tpm: { type: 'number', min: 1, description: 'Ask a server for at most so many tokens a minute' },
  temperature: {
    type: 'number',
    min: 0,
    description:
      'How freely models choose their words, 0 for the likeliest ones (default: as each provider has it)',
  },
  'reply-tokens': {
    type: 'integer',
    min: 1,
    description:
      'Longest reply of a model: --max-tokens and --max-dollars then end a run before they are passed, not after',
  },
  prices: {
    type: 'string',
    path: true,
    hint: 'file',
    description:
      'Prices of models, before those that are known: {"model": {"input": 0.1, "output": 0.4}} in dollars per million tokens',
  },
} satisfies Flags

/**
 * What was typed, as what starts the same program again.
 * @throws UsageError for a person who is to be asked and would not be heard.
 */
export function planOf(task: Task, values: FlagValues): RunPlan {
  const optimizer = values['optimizer'] as string
  if (values['ask'] !== undefined && !hearsFeedback(optimizer))
    throw new UsageError(`--ask: the optimizer ${optimizer} hears no feedback, so nobody would be asked`)
  return {
    task: task.name,
    config: configOf(task.config, values) as Json,
    engines: enginesOf(values)?.map(nameWithoutSecrets) ?? [],
    optimizer,
    options: {
      ...endsOf(values),
      ...given(values, 'ask'),
      ...modelsOf(values),
      ...variationOf(values),
    },
    seed: values['seed'] as number,
    limits: limitsOf(values),
    version,
  }
}

/**
 * What changes in a plan by what is typed for the rest of the run.
 * @throws UsageError for a person who is to be asked by a run that asks nobody: its first steps would be others.
 */
export function planWith(plan: RunPlan, values: FlagValues): RunPlan {
  if (values['ask'] !== undefined && !plan.options?.['ask'])
    throw new UsageError('--ask says where a run asks, and this one asks nobody: begin one with run --ask')
  return {
    ...plan,
    options: { ...plan.options, ...endsOf(values), ...modelsOf(values), ...given(values, 'ask') },
    limits: { ...plan.limits, ...limitsOf(values) },
  }
}

/** What `optimize` takes of a plan. */
export function settingsOf({ options = {}, seed = 1, forks = [] }: RunPlan) {
  const gate = gateOf(variationIn(options))
  const number = (key: string): object => (options[key] === undefined ? {} : { [key]: options[key] })
  return {
    seed,
    forks,
    ...(gate && { gate }),
    ...number('steps'),
    ...number('target'),
    ...number('patience'),
  } satisfies Pick<OptimizeOptions, 'seed' | 'forks' | 'steps' | 'target' | 'patience' | 'gate'>
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
    ...renamed(values, 'max-dollars', 'dollars'),
    ...(values['allow-unknown-price'] === true && { allowUnknownPrice: true }),
    ...renamed(values, 'max-evaluations', 'evaluations'),
  }
}

/** The engines that were typed, which may hold passwords in their addresses. */
export function enginesOf(values: FlagValues): readonly string[] | undefined {
  return values['engine'] as readonly string[] | undefined
}

/** How models are asked, as options of a plan. */
export function modelsOf(values: FlagValues): Record<string, Json> {
  const address = values['base-url'] as string | undefined
  const file = values['prices'] as string | undefined
  checkOutputFolder(values['cache'] as string | undefined)
  return {
    ...(address !== undefined && { 'base-url': withoutSecrets(address) }),
    ...given(values, 'cache'),
    ...given(values, 'rpm'),
    ...given(values, 'tpm'),
    ...given(values, 'temperature'),
    ...given(values, 'reply-tokens'),
    ...(file !== undefined && { prices: readPrices(file) }),
  }
}

function given(values: FlagValues, key: string): Record<string, Json> {
  return values[key] === undefined ? {} : { [key]: values[key] }
}

function renamed(values: FlagValues, flag: string, key: keyof Limits): Limits {
  return values[flag] === undefined ? {} : { [key]: values[flag] as number }
}
