import { readFileSync } from 'node:fs'

import type { Engine, Json } from '@textgrad/core'
import { priced, type PriceTable } from '@textgrad/engines'

import { UsageError } from './usage-error.ts'

const kinds = ['input', 'cachedInput', 'output', 'upTo', 'source', 'date']

/**
 * Prices from a file: an object of models, each with `input`, `output` and perhaps `cachedInput` in dollars per million
 * tokens.
 * @throws UsageError that names the file and what is wrong in it.
 */
export function readPrices(file: string): Readonly<Record<string, Json>> {
  try {
    const table = JSON.parse(readFileSync(file, 'utf8')) as unknown
    checkTable(table)
    priced(table)
    return table as unknown as Record<string, Json>
  } catch (error) {
    throw new UsageError(`--prices ${file}: ${(error as Error).message}`, { cause: error })
  }
}

function checkTable(table: unknown): asserts table is PriceTable {
  if (!isRecord(table)) throw new TypeError('expected an object of models')
  for (const [model, price] of Object.entries(table)) {
    if (!isRecord(price)) throw new TypeError(`expected the price of ${model} to be an object`)
    const unknown = Object.keys(price).find((kind) => !kinds.includes(kind))
    if (unknown !== undefined)
      throw new TypeError(`the price of ${model} has an unknown ${unknown}; there are ${kinds.join(', ')}`)
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Those of the engines whose price nobody knows: found by asking what a reply of one token would cost. */
export async function unpriced(engines: readonly Engine[], table: PriceTable): Promise<readonly Engine[]> {
  const layer = priced(table)
  const answers = engines.map(async (engine) => {
    const usage = { inputTokens: 1, outputTokens: 1 }
    const one: Engine = { id: engine.id, generate: async () => ({ text: '', finish: 'stop', usage }) }
    const told = await layer(one).generate({ purpose: 'forward', messages: [] })
    return told.usage.dollars === undefined ? [engine] : []
  })
  return (await Promise.all(answers)).flat()
}
