import type { Engine } from '../llm/engine.ts'
import { generate } from '../llm/generate.ts'
import { clip, fits, type PromptLimit } from '../prompts/limit.ts'
import { reducePrompt } from '../prompts/reduce.ts'
import type { Call } from '../run/call.ts'

export interface DigestOptions {
  /** What the text that was commented on serves as. */
  readonly role: string
  readonly engine: Engine
  readonly limit: PromptLimit
  readonly place: Call
}

/** What a 'reduce' prompt takes besides the feedback, and what its tags add to each. */
const frame = 400
const perText = 20
/** A digest may always be this long, so that it can say something. */
const shortest = 120

/** One text from several, by as many rounds of 'reduce' calls as fit their prompts: one, unless there is very much. */
export async function digestToOne(texts: readonly string[], options: DigestOptions): Promise<string> {
  let left = texts
  for (let round = 0; left.length > 1; round++) left = await digestRound(left, round, options)
  return left[0]!
}

/** The texts, digested by as many rounds of 'reduce' calls as are needed to have them in `tokens`. */
export async function digestToFit(
  texts: readonly string[],
  tokens: number,
  options: DigestOptions,
): Promise<readonly string[]> {
  const { count } = options.limit
  let left = texts
  for (let round = 0; left.length > 1 && !fits(left, tokens - left.length * perText, count); round++) {
    left = await digestRound(left, round, options, tokens)
  }
  return left.length === 1 ? [clip(left[0]!, tokens, count)] : left
}

async function digestRound(
  texts: readonly string[],
  round: number,
  options: DigestOptions,
  tokens = options.limit.tokens,
): Promise<readonly string[]> {
  const { role, engine, limit, place } = options
  const chunks = intoChunks(texts, limit)
  const room = Math.max(
    shortest,
    Math.floor(Math.min(tokens, limit.tokens - frame) / chunks.length) - perText,
  )
  return Promise.all(
    chunks.map(async (chunk, index) => {
      if (chunk.length === 1) return clip(chunk[0]!, room, limit.count)
      const request = { ...reducePrompt(role, chunk), purpose: 'reduce' as const }
      const reply = await generate(engine, request, place, round === 0 ? `${index}` : `${round}-${index}`)
      return clip(reply.text, room, limit.count)
    }),
  )
}

/** Neighbours together, each chunk as large as one prompt holds and of at least two texts. */
function intoChunks(texts: readonly string[], { tokens, count }: PromptLimit): string[][] {
  const room = tokens - frame
  const chunks: string[][] = []
  let used = Number.POSITIVE_INFINITY
  for (const text of texts) {
    const short = clip(text, Math.floor(room / 2) - perText, count)
    const size = count(short) + perText
    if (used + size > room) {
      chunks.push([])
      used = 0
    }
    chunks.at(-1)!.push(short)
    used += size
  }
  return chunks
}
