import type { Engine, GenerateRequest } from '../llm/engine.ts'
import { generate } from '../llm/generate.ts'
import { consensusPrompt, readPoints } from '../prompts/consensus.ts'
import { readFeedback } from '../prompts/satisfied.ts'
import type { Call } from '../run/call.ts'
import { satisfied, type Feedback } from './gradient.ts'

/** Self-consistent gradients: several samples of the same feedback, of which only what they share counts. */
export interface Consistency {
  /** How often each edge is asked about. The engine needs a temperature above 0 to answer differently. */
  readonly samples: number
  /** How many samples must make a point for it to count (default: more than half). */
  readonly votes?: number
}

interface AgreeOptions {
  readonly engine: Engine
  readonly at: Call
  readonly key: string
  /** What the text serves as. */
  readonly role: string
}

/**
 * Asks several times at once and merges the answers by one 'reduce' call, which lists their points with votes. Where
 * most are satisfied, so is the result, without that call; where no point has the votes, nothing is said. `data`
 * holds the votes.
 * @throws RangeError for samples that are not a whole number from 2 up, or votes that are not from 1 to samples.
 */
export async function agree(
  request: GenerateRequest,
  { samples, votes = Math.floor(samples / 2) + 1 }: Consistency,
  { engine, at, key, role }: AgreeOptions,
): Promise<Feedback | undefined> {
  if (!Number.isInteger(samples) || samples < 2) {
    throw new RangeError(`Expected samples to be a whole number from 2 up, got ${samples}`)
  }
  if (!(votes >= 1 && votes <= samples)) {
    throw new RangeError(`Expected votes to be a number from 1 to ${samples}, got ${votes}`)
  }
  const replies = await Promise.all(
    Array.from({ length: samples }, (_, index) => generate(engine, request, at, `${key}-${index}`)),
  )
  const read = replies.flatMap(({ text }) => readFeedback(text) ?? [])
  const asked = read.filter(({ kind }) => kind === 'feedback').map(({ text }) => text)
  const content = read.length - asked.length
  if (content > samples / 2) return satisfied
  if (asked.length < votes) return undefined
  const reply = await generate(
    engine,
    { ...consensusPrompt(role, asked), purpose: 'reduce' },
    at,
    `${key}-votes`,
  )
  const points = readPoints(reply.text)
    .map((point) => ({ ...point, votes: Math.min(point.votes, asked.length) }))
    .toSorted((a, b) => b.votes - a.votes)
  const shared = points.filter((point) => point.votes >= votes)
  await at.emit({
    type: 'note',
    text: `${key}: ${shared.length} of ${points.length} points have ${votes} of ${samples} votes; ${content} satisfied`,
  })
  if (shared.length === 0) return undefined
  return {
    kind: 'feedback',
    text: shared.map((point) => `${point.text} (${point.votes} of ${samples} readers)`).join('\n'),
    data: {
      samples,
      satisfied: content,
      points: points.map(({ votes: count, text }) => ({ votes: count, text })),
    },
  }
}
