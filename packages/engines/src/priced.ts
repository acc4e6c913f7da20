import { around, type Engine, type EngineLayer, type Usage } from '@textgrad/core'

import { mostTokens } from './most-tokens.ts'
import { prices as knownPrices, providerAt, type Price } from './prices.ts'

/** Prices by model, as the provider names it: `gpt-5-mini`; by engine id where that must be told: `openai/m@host:8000`. */
export type PriceTable = Readonly<Record<string, Price>>

/**
 * Tells what a call cost, by its tokens. `table` comes before the prices that are known here, which count only at their
 * provider's own address. Where the model that answered has no price, or the tokens are unknown, the cost stays
 * undefined: unknown, never zero. Of a request whose reply is limited (`maxTokens`) it tells before what it costs at most. Put it next to the engine, inside the layers that ask more than once.
 * @throws RangeError for a price that is not a number from 0 up.
 */
export function priced(table: PriceTable = {}): EngineLayer {
  for (const [model, price] of Object.entries(table)) check(model, price)
  return (next) => ({
    ...around(next, async (request) => {
      const result = await next.generate(request)
      if (result.usage.dollars !== undefined) return result
      const price = priceOf(next, result.model, table)
      const dollars = price && costOf(result.usage, price)
      return dollars === undefined ? result : { ...result, usage: { ...result.usage, dollars } }
    }),
    atMost(request) {
      const most = mostTokens(request, next.settings?.sampling)
      const price = priceOf(next, undefined, table)
      const usage = most && { inputTokens: most.input, outputTokens: most.output }
      const dollars = usage && price && costOf(usage, price)
      return { ...next.atMost?.(request), ...(dollars !== undefined && { dollars }) }
    },
  })
}

/** What the tokens cost in dollars; undefined where they are unknown or more than the price is for. */
export function costOf(usage: Usage, price: Price): number | undefined {
  const { inputTokens: input, outputTokens: output } = usage
  if (input === undefined || output === undefined) return undefined
  if (price.upTo !== undefined && input > price.upTo) return undefined
  // A part that is larger than the whole is a provider's mistake.
  const told = usage.cachedInputTokens ?? 0
  const cached = told <= input ? told : 0
  const sum =
    (input - cached) * price.input + cached * (price.cachedInput ?? price.input) + output * price.output
  return sum / 1_000_000
}

function priceOf(engine: Engine, model: string | undefined, table: PriceTable): Price | undefined {
  const asked = /^[^/]*\/(.*?)(@[^@/]*)?$/s.exec(engine.id)?.[1] ?? engine.id
  const answered = model ?? asked
  // `gpt-5-mini` is answered by `gpt-5-mini-2025-08-07`.
  const undated = answered.replace(/-(\d{4}-\d{2}-\d{2}|\d{8})$/, '')
  const names = [answered, undated]
  const own = find(table, [engine.id, ...names])
  const provider = providerAt(engine.id)
  return own ?? (provider && find(knownPrices[provider], names))
}

function find(table: PriceTable, names: readonly string[]): Price | undefined {
  const name = names.find((one) => Object.hasOwn(table, one))
  return name === undefined ? undefined : table[name]
}

function check(model: string, price: Price): void {
  for (const kind of ['input', 'cachedInput', 'output'] as const) {
    const value = price[kind]
    if (value === undefined && kind === 'cachedInput') continue
    if (!(Number.isFinite(value) && value! >= 0)) {
      throw new RangeError(
        `the ${kind} price of ${model} must be a number of dollars from 0 up, not ${value}`,
      )
    }
  }
}
