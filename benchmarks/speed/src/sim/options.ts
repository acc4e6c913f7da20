import { checkRule, type CheckedRule, type FaultRule } from './faults/fault-rules.ts'
import type { Fields } from './json.ts'
import type { Random } from './random.ts'
import type { GivenAnswer, ReplySettings } from './replies/model.ts'
import type { LimitOptions } from './requests/limits.ts'
import type { Api, PromptMessage } from './requests/messages.ts'

/** What the simulator is set to. */
export interface SimConfig extends LimitOptions, ReplySettings {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Of a request, and before each piece of a stream; see `latencyOf`. */
  readonly latency: string | number
  readonly chunkDelay: string | number
  /** Whether equal requests at a temperature above 0 get equal answers, or the n-th its own. */
  readonly sampling: 'stable' | 'occurrence'
  /** Told by /v1/models; with `strictModels` no other is answered. */
  readonly models: readonly string[]
  readonly strictModels: boolean
  /** With one, requests need it. */
  readonly apiKey: string | null
  /** Tokens of prompt and answer at most; 0 is no limit. */
  readonly context: number
  /** What a refusal by a limit tells about when to come back. */
  readonly retryAfter: 'exact' | 'seconds' | 'none'
  /** Requests at once, above which they are refused; 0 is no limit. */
  readonly maxConcurrent: number
  /** Dollars per million tokens. */
  readonly priceIn: number
  readonly priceOut: number
  /** Whether a client pays for an answer that it did not wait for. */
  readonly billOnDisconnect: boolean
  /** Counted on top of every answer. */
  readonly reasoningTokens: number
  /** Whether beginnings of prompts that were seen before count as cached. */
  readonly promptCache: boolean
  /** Bytes of a request at most. */
  readonly maxBody: number
  readonly faults: readonly CheckedRule[]
  /** Answers instead of the simulated model; undefined leaves it to that. By path: a module that exports `reply`. */
  readonly brain: Brain | string | null
  /** File that gets a line of JSON per request. */
  readonly log: string | null
  /** Requests whose records are kept, and whether with what was asked. */
  readonly keepRequests: number
  readonly keepBodies: boolean
  /** Names by which requests may call this machine, besides loopback. */
  readonly allowHosts: readonly string[]
}

export type SimOptions = Partial<Omit<SimConfig, 'faults'>> & {
  /** First fit wins; each as an object, or as on the command line. */
  readonly faults?: readonly (FaultRule | string)[]
}

export type Brain = (question: {
  readonly api: Api
  readonly body: Fields
  readonly messages: readonly PromptMessage[]
  /** All messages. */
  readonly text: string
  /** Names the request and which of its answers is meant. */
  readonly key: string
  /** Its place among all requests, and among those that are equal. */
  readonly n: number
  readonly attempt: number
  readonly rng: Random
  readonly config: SimConfig
}) => GivenAnswer | null | undefined | Promise<GivenAnswer | null | undefined>

export const defaults: SimConfig = {
  host: '127.0.0.1',
  port: 0,
  seed: 1,
  latency: '0',
  chunkDelay: '0',
  replyTokens: 60,
  tags: ['IMPROVED_VARIABLE'],
  sampling: 'stable',
  models: ['sim-1', 'sim-mini', 'gpt-4o', 'gpt-4o-mini'],
  strictModels: false,
  apiKey: null,
  context: 0,
  rpm: 0,
  tpm: 0,
  limitWindowMs: 60_000,
  limitMode: 'bucket',
  burst: 1,
  retryAfter: 'exact',
  maxConcurrent: 0,
  priceIn: 1,
  priceOut: 4,
  billOnDisconnect: true,
  reasoningTokens: 0,
  promptCache: false,
  maxBody: 64 * 1024 * 1024,
  faults: [],
  replies: [],
  brain: null,
  log: null,
  keepRequests: 10_000,
  keepBodies: false,
  allowHosts: [],
}

/** What may change while it runs. */
const changeable: readonly (keyof SimConfig)[] = [
  'faults',
  'replies',
  'latency',
  'chunkDelay',
  'rpm',
  'tpm',
  'limitMode',
  'limitWindowMs',
  'burst',
  'retryAfter',
  'maxConcurrent',
  'seed',
  'sampling',
  'replyTokens',
  'tags',
  'context',
  'strictModels',
  'apiKey',
]

const choices = {
  sampling: ['stable', 'occurrence'],
  limitMode: ['bucket', 'sliding', 'fixed'],
  retryAfter: ['exact', 'seconds', 'none'],
} as const

/** Throws Error for an unknown option, by name, and for a value that none has. */
export function configOf(options: SimOptions): SimConfig {
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(defaults, key))
  if (unknown !== undefined) {
    throw new Error(`unknown option "${unknown}"; known: ${Object.keys(defaults).join(', ')}`)
  }
  return changed(defaults, options)
}

/** Throws Error, too, for an option that cannot change while the simulator runs. */
export function reconfigured(config: SimConfig, change: SimOptions): SimConfig {
  const fixed = Object.keys(change).find((key) => !(changeable as readonly string[]).includes(key))
  if (fixed !== undefined) {
    throw new Error(`cannot change "${fixed}" while running; changeable: ${changeable.join(', ')}`)
  }
  return changed(config, change)
}

function changed(config: SimConfig, { faults, ...others }: SimOptions): SimConfig {
  const result = { ...config, ...others, ...(faults && { faults: faults.map(checkRule) }) }
  for (const [name, known] of Object.entries(choices)) {
    const value = result[name as keyof typeof choices]
    if (known.every((one) => one !== value)) {
      throw new Error(`${name} must be one of ${known.join(', ')}, not "${value}"`)
    }
  }
  return result
}
