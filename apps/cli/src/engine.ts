import { route, type Engine, type Purpose, type Task } from '@textgrad/core'
import { openai } from '@textgrad/engines'

import type { Flags } from './flags.ts'
import { UsageError } from './usage-error.ts'

const purposes: readonly Purpose[] = ['forward', 'evaluate', 'backward', 'reduce', 'update']

export const engineFlags: Flags = {
  engine: {
    type: 'string',
    hint: '[purpose=]name',
    multiple: true,
    description:
      'Who improves: rules, or openai:<model>; for one purpose (forward, evaluate, backward, reduce, update) with purpose=',
  },
  'base-url': { type: 'string', hint: 'url', description: 'Address of an OpenAI-compatible server' },
}

export interface EngineChoice {
  readonly names: readonly string[]
  readonly baseURL: string | undefined
  /** Nothing will be asked, so no key is needed. */
  readonly isSilent?: boolean
}

/**
 * Makes the engine that was asked for; without a choice, the task's rules.
 * @throws UsageError for a name that means nothing, EngineError 'configuration' for a missing key.
 */
export function chooseEngine(task: Task, config: unknown, choice: EngineChoice): Engine {
  const { names } = choice
  const engines: { default?: Engine } & Partial<Record<Purpose, Engine>> = {}
  const made = new Map<string, Engine>()
  const make = (name: string): Engine => {
    const known = made.get(name) ?? makeEngine(task, config, name, choice)
    made.set(name, known)
    return known
  }
  for (const choice of names) {
    const { purpose, name } = readChoice(choice)
    if (engines[purpose]) throw new UsageError(`--engine names two engines for ${purpose}`)
    engines[purpose] = make(name)
  }
  const fallback = engines.default ?? (task.rules ? make('rules') : Object.values(engines)[0])
  if (!fallback) throw new UsageError(`The task ${task.name} needs a model: --engine openai:<model>`)
  return names.length > 1 || !engines.default ? route({ ...engines, default: fallback }) : fallback
}

function readChoice(choice: string): { purpose: Purpose | 'default'; name: string } {
  const [, purpose, name] = /^(?:([a-z]+)=)?(.*)$/s.exec(choice)!
  if (purpose === undefined) return { purpose: 'default', name: name! }
  if (!purposes.includes(purpose as Purpose)) {
    throw new UsageError(`--engine ${choice}: ${purpose} is no purpose; there are ${purposes.join(', ')}`)
  }
  return { purpose: purpose as Purpose, name: name! }
}

function makeEngine(task: Task, config: unknown, name: string, choice: EngineChoice): Engine {
  if (name === 'rules') {
    if (!task.rules) throw new UsageError(`The task ${task.name} has no rules; use --engine openai:<model>`)
    return task.rules(config)
  }
  const model = /^openai:(.+)$/s.exec(name)?.[1]
  if (model === undefined) throw new UsageError(`--engine ${name}: there are rules and openai:<model>`)
  const { baseURL, isSilent } = choice
  return openai({ model, ...(baseURL !== undefined && { baseURL }), ...(isSilent && { apiKey: 'unused' }) })
}
