import { canonicalJson } from '../json.ts'
import { Random } from '../random.ts'
import type { Exchange } from '../requests/exchange.ts'
import type { Question } from '../requests/question.ts'
import { sendJson } from './send.ts'

const longest = 4096

/** Replies with a direction for each input: the same input, the same direction. */
export function sendEmbeddings(exchange: Exchange, { body, model, tokensIn }: Question): void {
  exchange.pay(0)
  const input = body['input']
  const inputs: readonly unknown[] = Array.isArray(input) ? input : [input]
  const dimensions = Math.min(longest, Math.max(1, Number(body['dimensions'] ?? 8)))
  const isPacked = body['encoding_format'] === 'base64'
  const data = inputs.map((one, index) => {
    const random = new Random(exchange.simulation.config.seed, 'emb', model, canonicalJson(one))
    const direction = directionOf(random, dimensions)
    return { object: 'embedding', index, embedding: isPacked ? packed(direction) : direction }
  })
  const usage = { prompt_tokens: tokensIn, total_tokens: tokensIn }
  sendJson(exchange.response, { object: 'list', data, model, usage }, { headers: exchange.headers })
}

function directionOf(random: Random, dimensions: number): readonly number[] {
  const values = Array.from({ length: dimensions }, () => random.normal())
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1
  return values.map((value) => value / length)
}

function packed(values: readonly number[]): string {
  return Buffer.from(new Float32Array(values).buffer).toString('base64')
}
