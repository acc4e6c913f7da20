import type { Feedback } from '../graph/gradient.ts'
import type { Json } from '../json.ts'
import type { Spend } from '../run/budget.ts'
import type { Pay } from '../run/payments.ts'

/** What a model call is for; engines are routed and budgets are counted by it. */
export type Purpose = 'forward' | 'evaluate' | 'backward' | 'reduce' | 'update'

/** Text, or an image as bytes or by address. */
export type Part = { readonly type: 'text'; readonly text: string } | ImagePart

export type ImagePart =
  | { readonly type: 'image'; readonly mediaType: string; readonly bytes: Uint8Array }
  | { readonly type: 'image'; readonly url: string }

export interface Message {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string | readonly Part[]
}

/** Sampling parameters; what is left out is the provider's default. */
export interface Sampling {
  readonly temperature?: number
  readonly topP?: number
  /** Upper limit of the reply in tokens. */
  readonly maxTokens?: number
  readonly seed?: number
  readonly stop?: readonly string[]
}

/**
 * The facts of an update request for engines that do not read English: which parameter, its value, the
 * feedback on it, what it must obey, and what was tried before.
 */
export interface UpdateFacts {
  readonly parameter: string
  readonly role: string
  /** The rendered value, in full. */
  readonly value: string
  readonly feedback: readonly Feedback[]
  readonly constraints: readonly string[]
  /** Values tried earlier in this run, oldest first, with the score they reached. */
  readonly history: readonly TriedValue[]
  /** The tag to write the new value in: `<tag>value</tag>`. */
  readonly tag: string
}

export interface TriedValue {
  readonly value: string
  readonly score: number
  readonly accepted: boolean
  /** What its evaluation said of it. */
  readonly feedback: readonly Feedback[]
}

export interface GenerateRequest {
  readonly purpose: Purpose
  readonly messages: readonly Message[]
  readonly sampling?: Sampling
  /** JSON schema of the reply: set only for engines that are `structured`. */
  readonly schema?: Json
  /** Set on 'update' requests. */
  readonly about?: UpdateFacts
  /** Where in the run the request was made: the same path and messages are the same request. */
  readonly path?: string
  /** Seed of every random choice an engine makes for this request. */
  readonly seed?: number
  /**
   * Which of several replies to the same request at this path it is for (default: 0); a seed for the provider is shifted by
   * it. A run sets it: the reply is then the one of its path. Where it is left out, each asking is for another reply.
   */
  readonly sample?: number
  /** Set in a run: makes each request that the reply takes within the budget of the run (see `budgeted`). */
  readonly pay?: Pay
  readonly signal?: AbortSignal
}

export interface GenerateResult {
  readonly text: string
  /** 'length': the reply was cut; 'refused': the model or a filter declined. */
  readonly finish: 'stop' | 'length' | 'refused'
  readonly usage: Usage
  /** The model that answered, as the provider names it. */
  readonly model?: string
  /** The model that was asked for, said once of each other one that answers. */
  readonly insteadOf?: string
  /** What the provider told of its limits: for layers, and no part of what a run keeps. */
  readonly rateLimits?: RateLimits
}

/** How much a provider lets in, by what it told with a reply. */
export interface RateLimits {
  readonly requests?: RateLimit
  readonly tokens?: RateLimit
}

export interface RateLimit {
  readonly limit: number
  /** What is left of it. */
  readonly remaining: number
  /** Milliseconds until all of it is there again. */
  readonly resetAfter?: number
}

/** What a call used; undefined means unknown, never zero. */
export interface Usage {
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly dollars?: number
  /** The part of `inputTokens` that the provider had seen before and charged less for. */
  readonly cachedInputTokens?: number
  /** The part of `outputTokens` that the model thought with. */
  readonly reasoningTokens?: number
  /** Requests that were, or may have been, paid for, where it was not one: more after retries, none from a cache. */
  readonly calls?: number
  /** What the reply took when it was bought: it came from a cache, and the rest of the usage is zero. */
  readonly saved?: Usage
  /** Candidates that the engine scored for itself. */
  readonly evaluations?: number
}

/**
 * Anything that answers requests with text: a language model, a rules engine, a person.
 * Rejects with EngineError, or with the signal's reason when aborted.
 */
export interface Engine extends Partial<AsyncDisposable> {
  /** Names provider and model, never a key: `openai/gpt-5-mini`, `rules/molecules`. */
  readonly id: string
  generate(request: GenerateRequest): Promise<GenerateResult>
  readonly limits?: { readonly contextTokens?: number; readonly maxOutputTokens?: number }
  countTokens?(text: string): number
  /**
   * What the reply to a request may take at most, besides the call itself, so that a budget can set it aside; what it
   * leaves out is not known before.
   */
  atMost?(request: GenerateRequest): Partial<Spend>
  /** What it adds to all requests, so that it is a part of what is asked. */
  readonly settings?: EngineSettings
  /** Whether replies can be held to the `schema` of a request. */
  readonly structured?: boolean
}

export interface EngineSettings {
  /** Used where a request does not say otherwise. */
  readonly sampling?: Sampling
  /** The server, without anything secret. */
  readonly address?: string
}

/** Wraps an engine: cache, retry, pacing ... */
export type EngineLayer = (next: Engine) => Engine

/** An engine that answers by `generate` and is in everything else what `next` is: what a layer gives. */
export function around(next: Engine, generate: Engine['generate']): Engine {
  const { id, limits, structured, settings } = next
  return {
    id,
    generate,
    ...(limits && { limits }),
    ...(next.atMost && { atMost: (request: GenerateRequest) => next.atMost!(request) }),
    ...(structured !== undefined && { structured }),
    ...(settings && { settings }),
    ...(next.countTokens && { countTokens: (text: string) => next.countTokens!(text) }),
    async [Symbol.asyncDispose]() {
      await next[Symbol.asyncDispose]?.()
    },
  }
}

/** Puts layers around an engine; the first one named is the outermost. */
export function compose(engine: Engine, ...layers: readonly EngineLayer[]): Engine {
  return layers.toReversed().reduce((next, layer) => layer(next), engine)
}

/** One engine that passes each request on by its purpose. */
export function route(engines: { default: Engine } & Partial<Record<Purpose, Engine>>): Engine {
  const all = [...new Set(Object.values(engines))]
  const engineFor = ({ purpose }: GenerateRequest): Engine => engines[purpose] ?? engines.default
  const windows = all.flatMap(({ limits }) => limits?.contextTokens ?? [])
  return {
    id: Object.entries(engines)
      .map(([purpose, engine]) => (purpose === 'default' ? engine.id : `${purpose}=${engine.id}`))
      .join(','),
    atMost: (request) => engineFor(request).atMost?.(request) ?? {},
    // What fits the smallest of them fits all.
    ...(windows.length > 0 && { limits: { contextTokens: Math.min(...windows) } }),
    ...(all.every(({ structured }) => structured) && { structured: true }),
    generate: (request) => engineFor(request).generate(request),
    async [Symbol.asyncDispose]() {
      for (const engine of all) await engine[Symbol.asyncDispose]?.()
    },
  }
}
