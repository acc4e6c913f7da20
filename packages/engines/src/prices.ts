/** What a model costs, in dollars per million tokens. */
export interface Price {
  readonly input: number
  /** For input that the provider had seen before (default: as other input). */
  readonly cachedInput?: number
  readonly output: number
  /** The longest input, in tokens, that has this price; what a longer one costs is not known here. */
  readonly upTo?: number
  /** Where the price was read. */
  readonly source?: string
  /** When it was true: year-month-day. */
  readonly date?: string
}

type Provider = 'openai' | 'anthropic' | 'google'

/** Whose models an engine has, where its requests go to that provider itself. */
export function providerAt(engineId: string): Provider | undefined {
  return providers.find(([, id]) => id.test(engineId))?.[0]
}

/** As `openai` and the AI SDK's providers name engines. */
const providers: readonly [Provider, RegExp][] = [
  ['openai', /^openai\/[^@]*$|^openai\.(chat|responses|completion)\//],
  ['anthropic', /^openai\/.*@api\.anthropic\.com$|^anthropic(\.messages)?\//],
  ['google', /^openai\/.*@generativelanguage\.googleapis\.com$|^google\.generative-ai\//],
]

/** Prices as the data of @pydantic/genai-prices 0.1.8 (MIT) had them on that day, from each provider's own page. */
const date = '2026-09-23'

/**
 * Prices of the standard tier. Left out: models whose price changes with the hour or on a day to come, and what costs by
 * anything but tokens.
 */
export const prices: Readonly<Record<Provider, Readonly<Record<string, Price>>>> = {
  openai: readAt('https://developers.openai.com/api/docs/pricing', {
    'gpt-4.1': { input: 2, cachedInput: 0.5, output: 8 },
    'gpt-4.1-mini': { input: 0.4, cachedInput: 0.1, output: 1.6 },
    'gpt-4.1-nano': { input: 0.1, cachedInput: 0.025, output: 0.4 },
    'gpt-4o': { input: 2.5, cachedInput: 1.25, output: 10 },
    'gpt-4o-2024-05-13': { input: 5, output: 15 },
    'gpt-4o-mini': { input: 0.15, cachedInput: 0.075, output: 0.6 },
    'gpt-5': { input: 1.25, cachedInput: 0.125, output: 10 },
    'gpt-5-mini': { input: 0.25, cachedInput: 0.025, output: 2 },
    'gpt-5-nano': { input: 0.05, cachedInput: 0.005, output: 0.4 },
    'gpt-5-pro': { input: 15, output: 120 },
    'gpt-5.1': { input: 1.25, cachedInput: 0.125, output: 10 },
    'gpt-5.2': { input: 1.75, cachedInput: 0.175, output: 14 },
    'gpt-5.4': { input: 2.5, cachedInput: 0.25, output: 15, upTo: 271_999 },
    'gpt-5.4-mini': { input: 0.75, cachedInput: 0.075, output: 4.5 },
    'gpt-5.4-nano': { input: 0.2, cachedInput: 0.02, output: 1.25 },
    'gpt-5.5': { input: 5, cachedInput: 0.5, output: 30, upTo: 271_999 },
    o1: { input: 15, cachedInput: 7.5, output: 60 },
    o3: { input: 2, cachedInput: 0.5, output: 8 },
    'o3-mini': { input: 1.1, cachedInput: 0.55, output: 4.4 },
    'o3-pro': { input: 20, output: 80 },
    'o4-mini': { input: 1.1, cachedInput: 0.275, output: 4.4 },
  }),
  anthropic: readAt('https://www.anthropic.com/pricing#api', {
    'claude-haiku-4-5': { input: 1, cachedInput: 0.1, output: 5 },
    'claude-sonnet-4-0': { input: 3, cachedInput: 0.3, output: 15, upTo: 200_000 },
    'claude-sonnet-4': { input: 3, cachedInput: 0.3, output: 15, upTo: 200_000 },
    'claude-sonnet-4-5': { input: 3, cachedInput: 0.3, output: 15, upTo: 200_000 },
    'claude-sonnet-4-6': { input: 3, cachedInput: 0.3, output: 15 },
    'claude-sonnet-5': { input: 2, cachedInput: 0.2, output: 10 },
    'claude-opus-4-0': { input: 15, cachedInput: 1.5, output: 75 },
    'claude-opus-4': { input: 15, cachedInput: 1.5, output: 75 },
    'claude-opus-4-1': { input: 15, cachedInput: 1.5, output: 75 },
    'claude-opus-4-5': { input: 5, cachedInput: 0.5, output: 25 },
    'claude-opus-4-6': { input: 5, cachedInput: 0.5, output: 25 },
    'claude-opus-4-7': { input: 5, cachedInput: 0.5, output: 25 },
    'claude-opus-4-8': { input: 5, cachedInput: 0.5, output: 25 },
    'claude-opus-5': { input: 5, cachedInput: 0.5, output: 25 },
    'claude-opus-5-5': { input: 4, cachedInput: 0.2, output: 20 },
  }),
  google: readAt('https://ai.google.dev/gemini-api/docs/pricing', {
    'gemini-2.5-pro': { input: 1.25, cachedInput: 0.125, output: 10, upTo: 200_000 },
    'gemini-2.5-flash': { input: 0.3, cachedInput: 0.03, output: 2.5 },
    'gemini-2.5-flash-lite': { input: 0.1, cachedInput: 0.01, output: 0.4 },
    'gemini-3.5-flash': { input: 1.5, cachedInput: 0.15, output: 9 },
    'gemini-3.5-flash-lite': { input: 0.3, cachedInput: 0.03, output: 2.5 },
  }),
}

function readAt(source: string, table: Readonly<Record<string, Price>>): Readonly<Record<string, Price>> {
  return Object.fromEntries(
    Object.entries(table).map(([model, price]) => [model, { ...price, source, date }]),
  )
}
