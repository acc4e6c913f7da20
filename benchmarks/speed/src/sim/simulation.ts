import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import { latencyOf, type Latency } from './latency.ts'
import { configOf, reconfigured, type Brain, type SimConfig, type SimOptions } from './options.ts'
import { PromptCache } from './replies/prompt-cache.ts'
import { Ledger, type SimStats } from './requests/ledger.ts'
import { RateLimits } from './requests/limits.ts'

/** What the simulator is set to and what it remembers, without the network. */
export class Simulation {
  readonly ledger: Ledger
  readonly prompts = new PromptCache()
  readonly brain: Brain | undefined
  #config: SimConfig
  #latency: Latency
  #chunkDelay: Latency
  #limits: RateLimits

  /** Throws Error for options that are wrong. */
  static async of(options: SimOptions): Promise<Simulation> {
    const config = configOf(options)
    return new Simulation(config, await brainOf(config.brain))
  }

  private constructor(config: SimConfig, brain: Brain | undefined) {
    this.#config = config
    this.brain = brain
    this.#latency = latencyOf(config.latency)
    this.#chunkDelay = latencyOf(config.chunkDelay)
    this.#limits = new RateLimits(config)
    this.ledger = new Ledger(config)
  }

  get config(): SimConfig {
    return this.#config
  }

  get latency(): Latency {
    return this.#latency
  }

  get chunkDelay(): Latency {
    return this.#chunkDelay
  }

  get limits(): RateLimits {
    return this.#limits
  }

  /** Changes nothing, and throws Error, where anything about the change is wrong. */
  configure(change: SimOptions): void {
    const config = reconfigured(this.#config, change)
    const [latency, chunkDelay] = [latencyOf(config.latency), latencyOf(config.chunkDelay)]
    if (['rpm', 'tpm', 'limitMode', 'limitWindowMs', 'burst'].some((name) => name in change)) {
      this.#limits = new RateLimits(config)
    }
    this.#config = config
    this.#latency = latency
    this.#chunkDelay = chunkDelay
  }

  stats(): SimStats {
    return this.ledger.stats(this.#config.seed)
  }

  /** Forgets every request; the configuration stays. */
  reset(): void {
    this.ledger.reset()
    this.prompts.clear()
    this.#limits = new RateLimits(this.#config)
    for (const rule of this.#config.faults) rule.used = 0
  }
}

async function brainOf(given: SimConfig['brain']): Promise<Brain | undefined> {
  if (typeof given !== 'string') return given ?? undefined
  const { reply } = (await import(pathToFileURL(resolve(given)).href)) as { readonly reply?: Brain }
  if (typeof reply !== 'function') throw new Error(`${given} exports no function "reply"`)
  return reply
}
