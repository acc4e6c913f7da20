import { addScaled, difference, dot } from './vector.ts'

interface Pair {
  /** A step, and how the gradient changed along it. */
  readonly step: Float64Array
  readonly change: Float64Array
}

/**
 * What the last steps tell of a function's curvature, as in L-BFGS: J. Nocedal, S. Wright, Numerical Optimization, 2nd
 * edition, algorithm 7.4.
 */
export class Curvature {
  readonly #pairs: Pair[] = []
  readonly #memory: number

  constructor(memory: number) {
    this.#memory = memory
  }

  get isEmpty(): boolean {
    return this.#pairs.length === 0
  }

  forget(): void {
    this.#pairs.length = 0
  }

  /** Learns from a step, unless the function curves down along it. */
  learn(
    from: { readonly weights: Float64Array; readonly gradient: Float64Array },
    to: { readonly weights: Float64Array; readonly gradient: Float64Array },
  ): void {
    const step = difference(to.weights, from.weights)
    const change = difference(to.gradient, from.gradient)
    if (dot(step, change) <= 1e-14 * dot(change, change)) return
    this.#pairs.push({ step, change })
    if (this.#pairs.length > this.#memory) this.#pairs.shift()
  }

  /**
   * -H·g for the inverse Hessian H of the free coordinates alone: pairs are cut down to those, and left out where they then
   * have no positive curvature. Without any pair it is a short way down the gradient.
   * @param free 1 for each free coordinate, 0 for the others.
   */
  direction(gradient: Float64Array, free: Float64Array, firstStep: number): Float64Array {
    const down = gradient.map((slope, index) => slope * free[index]!)
    const used: (Pair & { readonly curvature: number; readonly along: number })[] = []
    let scale = firstStep / Math.sqrt(dot(down, down) || 1)
    for (const pair of this.#pairs.toReversed()) {
      const { curvature, roughness } = productsOf(pair, free)
      if (curvature <= 1e-12 * roughness) continue
      if (used.length === 0) scale = curvature / roughness
      // `down` is 0 where a coordinate is not free, so this is a product of free ones.
      const along = dot(pair.step, down) / curvature
      addScaled(down, -along, pair.change, free)
      used.push({ ...pair, curvature, along })
    }
    for (let index = 0; index < down.length; index++) down[index] = -scale * down[index]!
    for (const { step, change, curvature, along } of used.toReversed())
      addScaled(down, -along - dot(change, down) / curvature, step, free)
    return down
  }
}

/** s·y and y·y of the free coordinates. */
function productsOf({ step, change }: Pair, free: Float64Array): { curvature: number; roughness: number } {
  let [curvature, roughness] = [0, 0]
  for (let index = 0; index < step.length; index++) {
    const one = change[index]! * free[index]!
    curvature += one * step[index]!
    roughness += one * one
  }
  return { curvature, roughness }
}
