import { EngineError } from '../errors.ts'
import { clip, fits, share } from '../prompts/limit.ts'
import { digestToFit, type DigestOptions } from './digest.ts'
import type { Gradient, UseContext } from './gradient.ts'

/** What the tags and headings around a piece of evidence take, and an image, in tokens. */
const perPiece = 60
const perImage = 1000
/** A use that is cut to less than this explains nothing. */
const shortestUse = 150
/** Less room than this for feedback is no room. */
const least = 300

/**
 * The feedback on a text as one prompt can show it: as it is if it fits; else with the uses that earned it cut short;
 * else, when the feedback alone is too much, digested by 'reduce' calls and without uses.
 */
export async function fitEvidence(
  gradients: readonly Gradient[],
  tokens: number,
  options: DigestOptions,
): Promise<readonly Gradient[]> {
  const { count } = options.limit
  const framed = tokens - gradients.length * perPiece
  const images = gradients.reduce((sum, { context }) => sum + (context?.images?.length ?? 0), 0)
  const texts = gradients.map(({ text }) => text)
  const uses = gradients.map(({ context }) => context?.conversation ?? '')
  if (fits([...texts, ...uses], framed - images * perImage, count)) return gradients
  if (!fits(texts, framed, count)) {
    const digests = await digestToFit(texts, tokens, options)
    return digests.map((text) => ({ kind: 'feedback', text, from: gradients[0]!.from }))
  }
  const left = framed - texts.reduce((sum, text) => sum + count(text), 0)
  const each = share(
    gradients.map(({ context }) => sizeOf(context, count)),
    left,
  )
  // Some uses that explain something are better than scraps of all.
  const shown = each < shortestUse ? Math.floor(left / shortestUse) : gradients.length
  return gradients.map(({ context, ...said }, index) => {
    if (!context || index >= shown) return said
    return { ...said, context: shortened(context, Math.max(each, shortestUse), count) }
  })
}

/** A text that is shown whole leaves so much of the limit; `role` says which text, should it be too long. */
export function roomBeside(taken: number, { role, engine, limit }: DigestOptions): number {
  const room = limit.tokens - taken
  if (room >= least) return room
  throw new EngineError(
    `The text that serves as ${role} leaves no room for feedback: with it the prompt takes ${taken} tokens of ${limit.tokens} (${engine.id})`,
    { kind: 'context-length' },
  )
}

function sizeOf(context: UseContext | undefined, count: (text: string) => number): number {
  return context ? count(context.conversation) + (context.images?.length ?? 0) * perImage : 0
}

function shortened(
  { conversation, images = [], outputRole }: UseContext,
  tokens: number,
  count: (text: string) => number,
): UseContext {
  const shown = images.slice(0, Math.floor(tokens / 2 / perImage))
  const text = clip(conversation, tokens - shown.length * perImage, count)
  return { conversation: text, outputRole, ...(shown.length > 0 && { images: shown }) }
}
