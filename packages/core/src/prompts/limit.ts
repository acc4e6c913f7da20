import type { Engine } from '../llm/engine.ts'

/** What a prompt may take, in tokens, and how they are counted. */
export interface PromptLimit {
  readonly tokens: number
  readonly count: (text: string) => number
}

const unknownWindow = 100_000
const usualReply = 4096

/**
 * The limit of prompts for an engine: what was asked for, or its context window less the room for a reply; 100,000
 * tokens where the window is not known.
 * @throws RangeError for a limit that is not a number from 1,000 up: no prompt fits into less.
 */
export function promptLimit(engine: Engine, asked?: number): PromptLimit {
  if (asked !== undefined && !(asked >= 1000)) {
    throw new RangeError(`Expected promptTokens to be a number from 1000 up, got ${asked}`)
  }
  const { contextTokens = unknownWindow, maxOutputTokens = usualReply } = engine.limits ?? {}
  const window = contextTokens - Math.min(maxOutputTokens, contextTokens / 2)
  return { tokens: Math.floor(asked ?? window), count: engine.countTokens?.bind(engine) ?? estimateTokens }
}

/**
 * Tokens of a text, without its model's vocabulary: a third of its UTF-8 bytes, which is on the safe side for English
 * (about 4 bytes each), program text and Chinese (3 bytes a character).
 */
export function estimateTokens(text: string): number {
  let bytes = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : 3
  }
  return Math.ceil(bytes / 3)
}

/** Whether texts fit; counts only when their lengths leave it open, as a token is at least one character. */
export function fits(texts: readonly string[], tokens: number, count: PromptLimit['count']): boolean {
  let length = 0
  for (const text of texts) length += text.length
  if (count === estimateTokens && length <= tokens) return true
  let sum = 0
  for (const text of texts) sum += count(text)
  return sum <= tokens
}

/**
 * The text, or its beginning and its end with a note of what was left out between them, in at most `tokens` (but at
 * least the note).
 */
export function clip(text: string, tokens: number, count: PromptLimit['count']): string {
  const size = count(text)
  if (size <= tokens) return text
  // Tokens are not of one length, so the cut is tried and made smaller until it fits.
  for (let keep = Math.floor((text.length * tokens) / size); keep > 0; keep = Math.floor(keep * 0.8) - 8) {
    const cut = cutMiddle(text, keep)
    if (count(cut) <= tokens) return cut
  }
  return `[${text.length} characters left out]`
}

function cutMiddle(text: string, keep: number): string {
  const head = Math.ceil(keep / 2)
  const left = text.length - keep
  return `${text.slice(0, head).toWellFormed()} [${left} characters left out] ${text.slice(text.length - keep + head).toWellFormed()}`
}

/**
 * How much each of several texts may take when they share `total`: small ones keep what they need, large ones get
 * equal parts of the rest.
 */
export function share(sizes: readonly number[], total: number): number {
  const ascending = sizes.toSorted((a, b) => a - b)
  let left = Math.max(0, total)
  for (const [index, size] of ascending.entries()) {
    const equal = Math.floor(left / (ascending.length - index))
    if (size > equal) return equal
    left -= size
  }
  return Number.POSITIVE_INFINITY
}
