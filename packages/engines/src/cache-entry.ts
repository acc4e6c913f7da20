import type { GenerateRequest, GenerateResult, Usage } from '@textgrad/core'

import { given } from './given.ts'
import { isEmpty } from './replies.ts'

/** Whether a reply may answer the same question again: nothing that was cut, refused, empty or not in its form. */
export function isKeepable(request: GenerateRequest, result: GenerateResult): boolean {
  if (result.finish !== 'stop' || isEmpty(result)) return false
  return request.schema === undefined || isJson(result.text)
}

export function writeEntry({ text, model, usage }: GenerateResult): string {
  return JSON.stringify({ text, model, usage: paidFor(usage) })
}

/** The reply of an entry, with what it took when it was bought; undefined for what is no entry. */
export function readEntry(written: string): GenerateResult | undefined {
  const entry = parsed(written) as Partial<GenerateResult> | undefined | null
  if (typeof entry?.text !== 'string' || typeof entry.usage !== 'object' || entry.usage === null)
    return undefined
  const model = typeof entry.model === 'string' ? entry.model : undefined
  return { text: entry.text, finish: 'stop', usage: paidFor(entry.usage), ...given({ model }) }
}

/** The reply as one that costs nothing this time. */
export function asHit(result: GenerateResult): GenerateResult {
  const usage: Usage = {
    inputTokens: 0,
    outputTokens: 0,
    dollars: 0,
    calls: 0,
    saved: paidFor(result.usage),
  }
  return { ...result, usage }
}

function paidFor({ inputTokens, outputTokens, dollars }: Usage): Usage {
  return given({
    inputTokens: count(inputTokens),
    outputTokens: count(outputTokens),
    dollars: count(dollars),
  })
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined
}

function isJson(text: string): boolean {
  return parsed(text) !== undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
