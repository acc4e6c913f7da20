import { shown } from '../codec.ts'
import { fn } from '../graph/fn.ts'
import { feedback, type Feedback } from '../graph/gradient.ts'
import type { Variable } from '../graph/variable.ts'
import type { Call } from '../run/call.ts'
import type { Metric } from '../run/problem.ts'

type Measured = Readonly<Record<string, number>>

export interface MetricLossOptions<T> {
  /** What is measured, which way is better, and perhaps where it is good enough. */
  readonly metrics: readonly Metric[]
  /** The value of each metric, by its name. */
  readonly measure: (value: T, call: Call) => Measured | Promise<Measured>
}

/**
 * Numbers as a loss: each metric that has not reached its target says what it is and which way is better, exactly and
 * without a call. A measure that throws is feedback on what it was given.
 * @throws TypeError without a metric; a missing or non-finite value fails like a measure that throws.
 */
export class MetricLoss<T> {
  readonly #op: (inputs: readonly [Variable<T>], call?: Call) => Promise<Variable<Measured>>

  constructor(options: MetricLossOptions<T>) {
    const { metrics } = options
    if (metrics.length === 0) throw new TypeError('Expected at least one metric')
    this.#op = fn(
      {
        name: 'metric-loss',
        role: `metrics: ${metrics.map(({ name }) => name).join(', ')}`,
        codec: shown((values: Measured) => render(metrics, values)),
        backward: ({ result }) => [metricFeedback(metrics, result)],
      },
      async ([value]: readonly [T], call: Call) => {
        const values = await options.measure(value, call)
        for (const { name } of metrics) {
          if (!Number.isFinite(values[name]))
            throw new TypeError(`The metric ${name} is ${values[name]}, not a number`)
        }
        return values
      },
    )
  }

  forward(prediction: Variable<T>, call?: Call): Promise<Variable<Measured>> {
    return this.#op([prediction], call)
  }
}

/** What metrics say of a value: 'satisfied' once all have reached their targets. */
function metricFeedback(metrics: readonly Metric[], values: Measured): Feedback {
  const short = metrics.filter((metric) => !isReached(metric, values[metric.name]!))
  if (short.length === 0) return { kind: 'satisfied', text: '' }
  const data = short.map((metric) => ({
    goal: metric.name,
    value: values[metric.name]!,
    direction: metric.direction,
    ...(metric.target !== undefined && { by: Math.abs(metric.target - values[metric.name]!) }),
    ...(metric.unit !== undefined && { unit: metric.unit }),
  }))
  return feedback(render(short, values), data)
}

function isReached({ target, direction }: Metric, value: number): boolean {
  if (target === undefined) return false
  return direction === 'maximize' ? value >= target : value <= target
}

function render(metrics: readonly Metric[], values: Measured): string {
  return metrics
    .map(({ name, direction, unit = '', target }) => {
      const better = direction === 'maximize' ? 'higher is better' : 'lower is better'
      const goal =
        target === undefined
          ? ''
          : `, and ${direction === 'maximize' ? 'at least' : 'at most'} ${target} is wanted`
      return `${name} is ${values[name]}${unit && ` ${unit}`}; ${better}${goal}.`
    })
    .join('\n')
}
