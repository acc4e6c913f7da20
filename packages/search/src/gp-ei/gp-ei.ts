import type { Proposal, Strategy } from '@textgrad/core'

import { archiving } from '../archive.ts'
import { drawing, fresh } from '../fresh.ts'
import { atLeast } from '../option.ts'
import { anywhere, startingCube, type Point } from '../space.ts'
import { latinHypercube } from './design.ts'
import { observe } from './observations.ts'
import { promising } from './promising.ts'

export interface GpEiOptions {
  /** Candidates of the first step, spread over the space (default: 2·n + 2 for n coordinates). */
  readonly initial?: number
  /** How many evaluations the model is fitted to at most; the time of a step grows with its cube (default: 128). */
  readonly window?: number
}

const name = 'gp-ei'

/**
 * Bayesian optimisation: fits a Gaussian process to the scores and tries where the expected improvement is
 * largest (D. Jones, M. Schonlau, W. Welch, Journal of Global Optimization 13 (1998) 455). For evaluations that
 * cost more than a second and a budget of some hundred: after a first step that is spread over the space, each
 * step is one evaluation. What broke a constraint or failed counts as the worst score seen.
 * @throws RangeError for an option out of its range. Its run throws TypeError for a problem without a space.
 */
export function gpEi(options: GpEiOptions = {}): Strategy {
  const initial = options.initial === undefined ? undefined : atLeast('initial', options.initial, 1)
  const window = atLeast('window', options.window ?? 128, 2)
  const archiveOf = archiving()
  return {
    name,
    async next(history, problem, call) {
      const { cube } = startingCube(problem, name)
      const archive = archiveOf(history, problem, call)
      const { random } = call
      const propose = (points: Iterable<Point>, parents: readonly string[]): AsyncGenerator<Proposal> =>
        drawing(
          Iterator.from(points).map((point) => cube.decode(point, problem.start)),
          { parents, by: name },
        )
      if (archive.size === 1) {
        const count = initial ?? 2 * cube.size + 2
        const spread = await fresh(propose(latinHypercube(count, cube.size, random), []), count, archive)
        if (spread.length > 0) return spread
      }
      const points = promising(observe([...archive.values()], cube, window), cube, random)
      const found = await fresh(propose(points, [history.best.id]), 1, archive)
      if (found.length > 0) return found
      // Where everything promising was tried, anything else: what is not found so either was tried as well.
      const others = Iterator.from({ next: () => ({ value: anywhere(cube.size, random), done: false }) })
      return fresh(propose(others, []), 1, archive)
    },
  }
}
