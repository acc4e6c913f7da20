import type { Proposal, Random, Strategy } from '@textgrad/core'

import { archiving, type Archive } from './archive.ts'
import { drawing, fresh } from './fresh.ts'
import { atLeast } from './option.ts'
import { variationOf, type Variation } from './variation.ts'

export interface RandomSearchOptions {
  /** Candidates per step, evaluated at once (default: 1). */
  readonly batch?: number
}

const name = 'random-search'

/**
 * Tries candidates from anywhere in the problem's space, each value as likely as any other on its scale; where
 * there are only moves, one move from anything tried so far. It is what other searches have to beat, and it is
 * finished when nothing new is found any more.
 * @throws RangeError for a batch that is not a whole number from 1 up. Its run throws TypeError for a problem
 * with neither space nor moves.
 */
export function randomSearch(options: RandomSearchOptions = {}): Strategy {
  const batch = atLeast('batch', options.batch ?? 1, 1)
  const archiveOf = archiving()
  return {
    name,
    async next(history, problem, call) {
      const variation = variationOf(problem, name)
      const archive = archiveOf(history, problem, call)
      return fresh(draws(archive, variation, call.random), batch, archive)
    },
  }
}

async function* draws(archive: Archive, variation: Variation, random: Random): AsyncGenerator<Proposal> {
  const tried = [...archive.values()]
  for (;;) {
    const candidate = variation.anywhere(random)
    if (candidate) {
      yield { candidate, parents: [], by: name }
      continue
    }
    const from = random.pick(tried)
    const origin = { parents: [from.id], by: name }
    const [move] = await fresh(drawing(variation.near(from.candidate, random), origin), 1, archive, 10)
    // Where nothing is new, the parent again: it counts as a draw in vain, so that a dead end is left.
    yield move ?? { candidate: from.candidate, ...origin }
  }
}
