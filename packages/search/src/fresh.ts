import type { Candidate, Proposal } from '@textgrad/core'

import { keyOf, type Archive } from './archive.ts'

/**
 * Draws until `count` candidates are found that nobody tried: fewer where the draws run out or find nothing
 * new for long, `patience` draws for each wanted. To try one again would cost a step and tell nothing.
 */
export async function fresh(
  draws: AsyncIterable<Proposal> | Iterable<Proposal>,
  count: number,
  archive: Archive,
  patience = 100,
): Promise<Proposal[]> {
  const found = new Map<string, Proposal>()
  let misses = 0
  for await (const draw of draws) {
    const key = keyOf(draw.candidate)
    if (archive.has(key) || found.has(key)) misses++
    else found.set(key, draw)
    if (found.size >= count || misses >= patience * count) break
  }
  return [...found.values()]
}

/** Proposes each candidate, as made from these parents. */
export async function* drawing(
  candidates: AsyncIterable<Candidate> | Iterable<Candidate>,
  origin: Pick<Proposal, 'parents' | 'by'>,
): AsyncGenerator<Proposal> {
  for await (const candidate of candidates) yield { candidate, ...origin }
}
