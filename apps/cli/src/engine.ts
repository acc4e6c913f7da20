import { route, type Engine, type EngineLayer, type Purpose, type Task } from '@textgrad/core'
import { engineNamed, keyVariables } from '@textgrad/engines'

import { withoutSecrets } from './addresses.ts'
import type { Flags } from './flags.ts'
import { meant, nearest } from './nearest.ts'
import { UsageError } from './usage-error.ts'

const purposes: readonly Purpose[] = ['forward', 'evaluate', 'backward', 'reduce', 'update']

export const engineFlags = {
  engine: {
    type: 'string',
    hint: '[purpose=]name',
    multiple: true,
    description:
      'Who improves: rules, openai:<model>, anthropic:<model>, ollama:<model> ... or http://host:port/v1#<model>; for one purpose (forward, evaluate, backward, reduce, update) with purpose=',
  },
  'base-url': { type: 'string', hint: 'url', description: 'Address of an OpenAI-compatible server' },
} satisfies Flags

export interface EngineChoice {
  readonly names: readonly string[]
  readonly baseURL: string | undefined
  /** Longest reply, in tokens. */
  readonly maxTokens?: number | undefined
  readonly temperature?: number | undefined
  /** Nothing will be asked, so no key is needed. */
  readonly isSilent?: boolean
  /** Goes around each model. */
  readonly layers?: EngineLayer
}

/** A model that was chosen. */
export interface Model {
  readonly name: string
  /** Without layers. */
  readonly engine: Engine
  /** As it was typed: it may hold a password. */
  readonly address: string | undefined
}

export interface Chosen {
  readonly engine: Engine
  readonly models: readonly Model[]
}

/**
 * Makes the engine that was asked for; without a choice, the task's rules.
 * @throws UsageError for a name that means nothing, EngineError 'configuration' for a missing key.
 */
export function chooseEngine(task: Task, config: unknown, choice: EngineChoice): Chosen {
  const { names, baseURL } = choice
  const engines: { default?: Engine } & Partial<Record<Purpose, Engine>> = {}
  const models: Model[] = []
  const made = new Map<string, Engine>()
  const make = (name: string): Engine => {
    const known = made.get(name) ?? makeEngine(task, config, { name, choice, models })
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
  if (baseURL !== undefined && models.every(({ address }) => address !== baseURL)) {
    throw new UsageError('--base-url is the address of --engine openai:<model>, of which there is none')
  }
  const engine = names.length > 1 || !engines.default ? route({ ...engines, default: fallback }) : fallback
  return { engine, models }
}

/** What a choice of `--engine` is for. */
export function purposeOf(choice: string): Purpose | 'default' {
  return readChoice(choice).purpose
}

function readChoice(choice: string): { purpose: Purpose | 'default'; name: string } {
  const [, purpose, name] = /^(?:([a-z]+)=)?(.*)$/s.exec(choice)!
  if (purpose === undefined) return { purpose: 'default', name: name! }
  if (!purposes.includes(purpose as Purpose)) {
    throw new UsageError(
      `--engine ${purpose}=: there is no purpose ${purpose}; there are ${purposes.join(', ')}`,
    )
  }
  return { purpose: purpose as Purpose, name: name! }
}

interface Making {
  readonly name: string
  readonly choice: EngineChoice
  /** Those that were made. */
  readonly models: Model[]
}

function makeEngine(task: Task, config: unknown, { name, choice, models }: Making): Engine {
  if (name === 'rules') {
    if (!task.rules) throw new UsageError(`The task ${task.name} has no rules; use --engine openai:<model>`)
    return task.rules(config)
  }
  const { isSilent, layers, maxTokens, temperature } = choice
  const { typed, address } = addressed(name, choice.baseURL)
  try {
    const engine = engineNamed(typed, {
      ...(typed === name && address !== undefined && { baseURL: address }),
      ...(isSilent && { apiKey: 'unused' }),
      maxTokens,
      temperature,
    })
    models.push({ name, engine, address })
    return layers ? layers(engine) : engine
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const near = nearName(name)
    const said = near === undefined ? error.message : `no engine is named '${name}'${meant(near)}`
    throw new UsageError(`--engine is rules or a model: ${said}`, { cause: error })
  }
}

/** What was meant by a name whose provider is mistyped. */
function nearName(name: string): string | undefined {
  const [, provider, model] = /^([^:]+)(:.+)?$/s.exec(name) ?? []
  if (provider === undefined) return undefined
  if (model === undefined) return nearest(provider, ['rules'])
  const near = nearest(provider, Object.keys(keyVariables))
  return near === undefined || near === provider ? undefined : near + model
}

/** The name with the base URL in it where that is its address with a password, and the address that was typed. */
function addressed(
  name: string,
  baseURL: string | undefined,
): { typed: string; address: string | undefined } {
  if (name.startsWith('openai:')) return { typed: name, address: baseURL }
  const [, own, model] = /^(https?:[^#]*)(#.*)$/is.exec(name) ?? []
  if (own === undefined) return { typed: name, address: undefined }
  if (baseURL === undefined || withoutSecrets(baseURL) !== withoutSecrets(own))
    return { typed: name, address: own }
  return { typed: baseURL + model, address: baseURL }
}
