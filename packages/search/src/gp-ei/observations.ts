import { compareEvaluations, type Evaluated } from '@textgrad/core'

import type { Cube } from '../space.ts'
import type { Rows, Vector } from '../vector.ts'
import { warp } from './warp.ts'

/** What a model is fitted to. */
export interface Observations {
  readonly points: Rows
  /** The scores, warped: to be made large. */
  readonly values: Vector
  /** The point of the best candidate, and its value. */
  readonly best: { readonly point: Vector; readonly value: number }
}

/**
 * The evaluations as points and values. Where there are more than `window`, the better half of it is the best of
 * all and the rest the latest others. What broke a constraint or could not be evaluated has the worst value seen.
 */
export function observe(tried: readonly Evaluated[], cube: Cube, window: number): Observations {
  const ranked = tried
    .flatMap((one) => {
      const point = cube.encode(one.candidate)
      return point ? [{ ...one, point }] : []
    })
    .toSorted((a, b) => compareEvaluations(b.evaluation, a.evaluation))
  const half = Math.ceil(window / 2)
  const latest = ranked.slice(half).toSorted((a, b) => b.step - a.step)
  const chosen = [...ranked.slice(0, half), ...latest.slice(0, window - half)]
  const sound = chosen.filter(isSound).map(({ evaluation }) => evaluation.score)
  const worst = sound.reduce((least, score) => Math.min(least, score), sound[0] ?? 0)
  const values = warp(chosen.map((one) => (isSound(one) ? one.evaluation.score : worst)))
  return {
    points: chosen.map(({ point }) => point),
    values,
    best: { point: chosen[0]!.point, value: values[0]! },
  }
}

function isSound({ evaluation: { error, feasible, score } }: Evaluated): boolean {
  return error === undefined && feasible && Number.isFinite(score)
}
