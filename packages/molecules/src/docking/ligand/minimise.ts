/** A function of many variables: returns its value at `x` and writes its gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number

export interface MinimiseOptions {
  readonly iterations: number
  /** Ends when the value falls by less than this part of itself. */
  readonly tolerance: number
}

const memory = 8
const smallestStep = 1e-10

/** Goes downhill from `x`, which it changes, by L-BFGS (Nocedal, Mathematics of Computation 35:773, 1980). Returns the value reached. */
export function minimise(objective: Objective, x: Float64Array, options: MinimiseOptions): number {
  const size = x.length
  const gradient = new Float64Array(size)
  const next = new Float64Array(size)
  const nextGradient = new Float64Array(size)
  const past: Update[] = []
  let value = objective(x, gradient)
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    const direction = descent(gradient, past)
    const slope = dot(direction, gradient)
    if (!(slope < 0)) return value
    // The first step knows no scale: at most 0.3 in any variable.
    let step = past.length > 0 ? 1 : Math.min(1, 0.3 / largest(direction))
    let reached = Infinity
    while (step > smallestStep) {
      for (let i = 0; i < size; i++) next[i] = x[i]! + step * direction[i]!
      reached = objective(next, nextGradient)
      if (reached <= value + 1e-4 * step * slope) break
      step /= 2
    }
    if (!(reached < value)) return value
    remember(past, { from: x, to: next, gradient, nextGradient })
    const gained = value - reached
    value = reached
    x.set(next)
    gradient.set(nextGradient)
    if (gained <= options.tolerance * Math.abs(value)) return value
  }
  return value
}

interface Update {
  readonly moved: Float64Array
  readonly turned: Float64Array
  readonly weight: number
}

/** The two loops that multiply the gradient with the remembered inverse curvature. */
function descent(gradient: Float64Array, past: readonly Update[]): Float64Array {
  const direction = gradient.map((value) => -value)
  const factors = past.map(() => 0)
  for (let k = past.length - 1; k >= 0; k--) {
    const { moved, turned, weight } = past[k]!
    factors[k] = weight * dot(moved, direction)
    add(direction, turned, -factors[k]!)
  }
  const last = past.at(-1)
  if (last) {
    const scale = 1 / (last.weight * dot(last.turned, last.turned))
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale
  }
  for (const [k, { moved, turned, weight }] of past.entries())
    add(direction, moved, factors[k]! - weight * dot(turned, direction))
  return direction
}

interface Moved {
  readonly from: Float64Array
  readonly to: Float64Array
  readonly gradient: Float64Array
  readonly nextGradient: Float64Array
}

function remember(past: Update[], { from, to, gradient, nextGradient }: Moved): void {
  const moved = to.map((value, i) => value - from[i]!)
  const turned = nextGradient.map((value, i) => value - gradient[i]!)
  const curvature = dot(moved, turned)
  if (curvature <= 1e-12) return
  past.push({ moved, turned, weight: 1 / curvature })
  if (past.length > memory) past.shift()
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function add(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i]! += factor * b[i]!
}

function largest(a: Float64Array): number {
  let most = 0
  for (const value of a) most = Math.max(most, Math.abs(value))
  return most
}
