import { around, compose, type EngineLayer, type GenerateRequest } from '@textgrad/core'
import { priced, type PriceTable } from '@textgrad/engines'
import type { LiveExperiment } from '@textgrad/paper'

/** What a model was asked in all, and what it would cost. */
export interface Asked {
  readonly model: string
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** null where nobody knows the price. */
  readonly dollars: number | null
}

/** What several were asked together. */
export function sumOf(all: readonly Asked[], model = ''): Asked {
  const sum = (kind: 'calls' | 'inputTokens' | 'outputTokens'): number =>
    all.reduce((total, one) => total + one[kind], 0)
  const dollars = all.reduce<number | null>(
    (total, one) => (total === null || one.dollars === null ? null : total + one.dollars),
    0,
  )
  return {
    model,
    calls: sum('calls'),
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    dollars,
  }
}

export interface PretendingOptions {
  readonly pretence: LiveExperiment['pretence']
  /** Of a reply. */
  readonly tokens: number
  readonly prices: PriceTable
  readonly tell: (asked: Asked) => void
}

/** Characters of a token: about what texts in English come to. */
const perToken = 4
/** Tokens around a message. */
const perMessage = 3

/** In place of a model: nothing is sent, and each request is told with what it would take. */
export function pretending({ pretence, tokens, prices, tell }: PretendingOptions): EngineLayer {
  const words = 'what was said so far does not do yet, because some of it is missing; '
  const filler = words.repeat(Math.ceil((tokens * perToken) / words.length)).slice(0, tokens * perToken)
  let number = 0
  return (model) => {
    const silent = around(model, async (request) => {
      const text = pretence(request, { number: ++number, filler })
      const usage = { inputTokens: tokensOf(request), outputTokens: Math.ceil(text.length / perToken) }
      return { text, finish: 'stop', usage }
    })
    const paid = compose(silent, priced(prices))
    return around(paid, async (request) => {
      const reply = await paid.generate(request)
      const { inputTokens = 0, outputTokens = 0, dollars = null } = reply.usage
      tell({ model: model.id, calls: 1, inputTokens, outputTokens, dollars })
      return reply
    })
  }
}

function tokensOf({ messages }: GenerateRequest): number {
  const lengths = messages.map(({ content }) => {
    const texts =
      typeof content === 'string'
        ? [content]
        : content.flatMap((part) => (part.type === 'text' ? [part.text] : []))
    return texts.reduce((sum, text) => sum + text.length, 0)
  })
  return lengths.reduce((sum, length) => sum + Math.ceil(length / perToken) + perMessage, 0)
}
