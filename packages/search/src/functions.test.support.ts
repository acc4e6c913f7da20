import {
  optimize,
  type Evaluated,
  type OptimizeOptions,
  type Problem,
  type RunEvent,
  type RunResult,
  type Space,
  type Strategy,
} from '@textgrad/core'

/** A function of numbers to make small, over a range that is the same for all of them. */
export interface TestFunction {
  readonly fn: (x: readonly number[]) => number
  readonly start: readonly number[]
  readonly range: readonly [number, number]
}

export const sphere = (x: readonly number[]): number => x.reduce((sum, xi) => sum + xi * xi, 0)

/** H. H. Rosenbrock, The Computer Journal 3 (1960) 175, in any dimension: 0 at (1, ..., 1). */
export const rosenbrock = (x: readonly number[]): number =>
  x.slice(1).reduce((sum, next, i) => sum + 100 * (next - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2, 0)

/** F. H. Branin, 1972, for x1 in -5..10 and x2 in 0..15: lowest at three places, 0.397887. */
export const branin = (x1: number, x2: number): number =>
  (x2 - (5.1 / (4 * Math.PI ** 2)) * x1 ** 2 + (5 / Math.PI) * x1 - 6) ** 2 +
  10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x1) +
  10

const nothing = async (): Promise<void> => {}

/** A problem of one function: its score is what the function returns, negated. */
export function minimizing(
  space: Space,
  start: Readonly<Record<string, string>>,
  fn: (candidate: Readonly<Record<string, string>>) => number,
): Problem {
  return {
    start,
    space,
    metrics: [{ name: 'value', direction: 'minimize' }],
    build: (candidate) => ({
      parameters: [],
      loss: async () => {
        throw new TypeError('search asks for no loss')
      },
      async evaluate() {
        const value = fn(candidate)
        return { score: -value, metrics: { value }, feasible: true, feedback: [] }
      },
    }),
    [Symbol.asyncDispose]: nothing,
  }
}

export function numeric({ fn, start, range: [from, to] }: TestFunction): Problem {
  const names = start.map((_, i) => `x${i}`)
  return minimizing(
    Object.fromEntries(names.map((name) => [name, { kind: 'number', from, to }])),
    Object.fromEntries(names.map((name, i) => [name, String(start[i])])),
    (candidate) => fn(names.map((name) => Number(candidate[name]))),
  )
}

export interface Ran {
  readonly result: RunResult
  readonly events: readonly RunEvent[]
  readonly tried: readonly Evaluated[]
  /** What was paid for, the start included. */
  readonly evaluations: number
  /** The lowest value found. */
  readonly lowest: number
}

/** Runs a strategy to its end. */
export async function run(
  problem: Problem<any>,
  strategy: Strategy,
  options: Partial<OptimizeOptions> = {},
): Promise<Ran> {
  const events: RunEvent[] = []
  const tried: Evaluated[] = []
  const steps = optimize(problem, {
    strategy,
    seed: 1,
    steps: Number.POSITIVE_INFINITY,
    emit: (event) => void events.push(event),
    ...options,
  })
  for (;;) {
    const { done, value } = await steps.next()
    if (done) {
      const { best, spent } = value
      return { result: value, events, tried, evaluations: spent.evaluations, lowest: -best.evaluation.score }
    }
    tried.push(...value.tried)
  }
}
