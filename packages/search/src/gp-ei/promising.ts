import type { Random } from '@textgrad/core'

import { clamp } from '../dimension.ts'
import { gaussian } from '../gaussian.ts'
import { minimize } from '../nelder-mead/minimize.ts'
import { anywhere, type Cube, type Point } from '../space.ts'
import { expectedImprovement } from './expected-improvement.ts'
import { fitGaussianProcess } from './gaussian-process.ts'
import type { Observations } from './observations.ts'

/** How many points are looked at anywhere, and near the best one at each of the distances. */
const looks = 600
const distances = [0.1, 0.03, 0.01, 0.001]
/** How many of the best of them are improved further. */
const climbers = 4

/** Points where much is expected of an evaluation, the most promising first. */
export function promising(observations: Observations, cube: Cube, random: Random): Point[] {
  const { points, values, best } = observations
  const predict = fitGaussianProcess(points, values)
  const continuous = cube.least.every((least) => least === 0)
  // Numbers between two integers, or weights between two options, are worth what they stand for.
  const snap = (point: Point): Point => (continuous ? point : cube.encode(cube.decode(point, {}))!)
  const expected = (point: Point): number => expectedImprovement(predict(snap(point)), best.value)
  const near = distances.flatMap((distance) =>
    Array.from({ length: looks / 10 }, () =>
      best.point.map((at) => clamp(at + distance * gaussian(random), 0, 1)),
    ),
  )
  const seen = [...Array.from({ length: looks }, () => anywhere(cube.size, random)), ...near]
    .map((point) => ({ point, value: expected(point) }))
    .toSorted((a, b) => b.value - a.value)
  const climbed = seen
    .slice(0, climbers)
    .map(({ point }) =>
      minimize((at) => -expected(at), point, { edge: 0.02, evaluations: 40 + 20 * cube.size }),
    )
    .toSorted((a, b) => a.value - b.value)
  return [...climbed, ...seen].map(({ point }) => point)
}
