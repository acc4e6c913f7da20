import type { Metric } from '@textgrad/core'

import type { RunModel, Trial } from './model.ts'

/** A metric that is the score itself, or its negative where it is minimised. */
export interface ScoreMetric {
  readonly metric: Metric
  readonly sign: 1 | -1
}

/** Every candidate that was tried, the start first. */
export function trialsOf({ beginning, steps }: RunModel): Trial[] {
  return [beginning, ...steps].flatMap(({ trials }) => trials)
}

/**
 * The metric that the score of every candidate is. A score may also be made of several metrics; then there is
 * none, and a metric's target has no place on the scale of the score.
 */
export function scoreMetric(model: RunModel): ScoreMetric | undefined {
  const evaluations = trialsOf(model)
    .map(({ evaluation }) => evaluation)
    .filter(({ error }) => error === undefined)
  if (evaluations.length === 0) return undefined
  return model.metrics
    .map((metric): ScoreMetric => ({ metric, sign: metric.direction === 'minimize' ? -1 : 1 }))
    .find(({ metric, sign }) =>
      evaluations.every(({ score, metrics }) => close(score, sign * (metrics[metric.name] ?? Number.NaN))),
    )
}

function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a))
}

/** A metric with its unit: `affinity (kcal/mol)`. */
export function metricLabel({ name, unit }: Pick<Metric, 'name' | 'unit'>): string {
  return unit ? `${name} (${unit})` : name
}
