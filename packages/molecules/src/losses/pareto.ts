import type { Evaluated, Metric } from '@textgrad/core'

/**
 * The places of the points that no other point is at least as good as in everything and better in something, in order;
 * of equal points all. Points have one number per direction; one that is not finite is the worst.
 * @throws {RangeError} for points of different lengths
 */
export function nonDominated(
  points: readonly (readonly number[])[],
  directions: readonly Metric['direction'][],
): number[] {
  const wrong = points.find(({ length }) => length !== directions.length)
  if (wrong)
    throw new RangeError(`Expected points of ${directions.length} numbers, got one of ${wrong.length}`)
  const goods = points.map((point) =>
    point.map((value, axis) => {
      if (!Number.isFinite(value)) return Number.NEGATIVE_INFINITY
      return directions[axis] === 'maximize' ? value : -value
    }),
  )
  return [...goods.keys()].filter((place) => !goods.some((other) => dominates(other, goods[place]!)))
}

function dominates(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, axis) => value >= b[axis]!) && a.some((value, axis) => value > b[axis]!)
}

/**
 * The molecules of a run that no other one makes up for in all of `metrics`, such as a docking score and QED: what was
 * evaluated and is feasible, each candidate once, in the order they were tried.
 */
export function paretoFront(
  tried: readonly Evaluated[],
  metrics: readonly Pick<Metric, 'name' | 'direction'>[],
): readonly Evaluated[] {
  const able = [...new Map(tried.map((one) => [one.id, one])).values()].filter(
    ({ evaluation }) => evaluation.feasible && evaluation.error === undefined,
  )
  const points = able.map(({ evaluation }) =>
    metrics.map(({ name }) => evaluation.metrics[name] ?? Number.NaN),
  )
  return nonDominated(
    points,
    metrics.map(({ direction }) => direction),
  ).map((place) => able[place]!)
}
