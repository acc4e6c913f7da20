import type { Strategy } from '@textgrad/core'

import { archiving } from './archive.ts'
import { drawing, fresh } from './fresh.ts'
import { atLeast } from './option.ts'
import { variationOf } from './variation.ts'

export interface HillClimbOptions {
  /** Neighbours of the best candidate that are tried per step, at once (default: 8). */
  readonly neighbours?: number
}

const name = 'hill-climb'

/**
 * Tries neighbours of the best candidate so far: the problem's moves, or else small steps in its space. It is
 * finished when all of them were tried and none is better.
 * @throws RangeError for neighbours that are not a whole number from 1 up. Its run throws TypeError for a
 * problem with neither space nor moves.
 */
export function hillClimb(options: HillClimbOptions = {}): Strategy {
  const neighbours = atLeast('neighbours', options.neighbours ?? 8, 1)
  const archiveOf = archiving()
  return {
    name,
    async next(history, problem, call) {
      const variation = variationOf(problem, name)
      const { id, candidate } = history.best
      const near = variation.near(candidate, call.random)
      return fresh(drawing(near, { parents: [id], by: name }), neighbours, archiveOf(history, problem, call))
    },
  }
}
