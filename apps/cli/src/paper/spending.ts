import { around, type EngineLayer } from '@textgrad/core'

import type { FlagValues } from '../flags.ts'
import { UsageError } from '../usage-error.ts'
import { sumOf, type Asked } from './pretending.ts'

interface Spent {
  readonly calls: number
  readonly tokens: number
  readonly dollars: number
}

const limited = { 'max-calls': 'calls', 'max-tokens': 'tokens', 'max-dollars': 'dollars' } as const

/**
 * Refuses what is expected to take more than was allowed, before anything is paid.
 * @throws UsageError that names the flag.
 */
export function refuseTooMuch(expected: readonly Asked[], values: FlagValues): void {
  const { calls, inputTokens, outputTokens, dollars } = sumOf(expected)
  if (values['max-dollars'] !== undefined && dollars === null && values['allow-unknown-price'] !== true) {
    const models = [...new Set(expected.flatMap((one) => (one.dollars === null ? [one.model] : [])))]
    throw new UsageError(
      `--max-dollars needs the price of ${models.join(' and of ')}, which is not known: tell it with --prices, or add --allow-unknown-price`,
    )
  }
  const most: Spent = { calls, tokens: inputTokens + outputTokens, dollars: dollars ?? 0 }
  for (const [flag, kind] of Object.entries(limited)) {
    const limit = values[flag] as number | undefined
    if (limit === undefined || most[kind] <= limit) continue
    const number = kind === 'dollars' ? most[kind].toFixed(4) : String(most[kind])
    throw new UsageError(
      `--${flag} ${limit} may not do: up to ${number} ${kind} are to be expected; allow more, or ask less with --limit`,
    )
  }
}

/** Counts what is paid; where a limit is reached, nothing more is begun, and it is told which. */
export function counting(values: FlagValues, reached: (flag: string) => Error): EngineLayer {
  const spent = { calls: 0, tokens: 0, dollars: 0 }
  const passed = (): string | undefined =>
    Object.entries(limited).find(([flag, kind]) => {
      const limit = values[flag] as number | undefined
      return limit !== undefined && spent[kind] >= limit
    })?.[0]
  return (next) =>
    around(next, async (request) => {
      const flag = passed()
      if (flag !== undefined) throw reached(flag)
      spent.calls++
      const { usage, ...reply } = await next.generate(request)
      const { calls = 1, inputTokens = 0, outputTokens = 0, dollars = 0 } = usage
      spent.calls += calls - 1
      spent.tokens += inputTokens + outputTokens
      spent.dollars += dollars
      return { ...reply, usage }
    })
}
