import type { Random } from '@textgrad/core'

import type { Bounds } from './bounds.ts'
import { minimise, type Objective } from './minimise.ts'
import type { Centre, Skeleton } from './skeleton.ts'

/** Dimensions: with a fourth, atoms can pass each other. */
const dimensions = 4
/** A stereocentre is at least this far from flat, as the volume that its neighbours span, Å³. */
const leastVolume = 2.5

/** Weights of the terms that are made small. */
interface Weights {
  readonly fourth: number
  readonly volume: number
}

/**
 * Places a molecule's atoms at random and then so that their distances keep within bounds and its stereocentres are as
 * they must be. Returns x, y and z of each atom in turn, ångström, or undefined where that failed this time.
 */
export function embed(skeleton: Skeleton, bounds: Bounds, random: Random): Float64Array | undefined {
  const { size } = bounds
  const spread = 2 * Math.cbrt(size)
  const x = Float64Array.from({ length: size * dimensions }, () => (random.next() - 0.5) * 2 * spread)
  const solve = (weights: Weights, iterations: number) =>
    minimise(errorOf(bounds, skeleton.centres, weights), x, { iterations, tolerance: 1e-6 })
  solve({ fourth: 0.05, volume: 0.2 }, 400)
  solve({ fourth: 1, volume: 1 }, 400)
  for (let atom = 0; atom < size; atom++) x[atom * dimensions + 3] = 0
  const left = solve({ fourth: 1, volume: 1 }, 200)
  if (
    !(left < 0.05 * size) ||
    !skeleton.centres.every((centre) => volumeOf(x, centre, dimensions) * centre.sign > 0.5)
  )
    return undefined
  const places = new Float64Array(size * 3)
  for (let atom = 0; atom < size; atom++)
    for (let k = 0; k < 3; k++) places[atom * 3 + k] = x[atom * dimensions + k]!
  return places
}

/** The error of distances (as in Havel, Encyclopedia of NMR, 1996), of stereocentres, and of the fourth dimension. */
function errorOf(bounds: Bounds, centres: readonly Centre[], weights: Weights): Objective {
  return (x, gradient) => {
    gradient.fill(0)
    let sum = distanceError(bounds, x, gradient)
    for (const centre of centres)
      sum += weights.volume * volumeError(centre, x, { gradient, weight: weights.volume })
    for (let i = 3; i < x.length; i += dimensions) {
      sum += weights.fourth * x[i]! ** 2
      gradient[i]! += 2 * weights.fourth * x[i]!
    }
    return sum
  }
}

function distanceError({ size, lower, upper }: Bounds, x: Float64Array, gradient: Float64Array): number {
  let sum = 0
  for (let a = 0; a < size; a++) {
    const i = a * dimensions
    for (let b = 0; b < a; b++) {
      const j = b * dimensions
      const dx = x[i]! - x[j]!
      const dy = x[i + 1]! - x[j + 1]!
      const dz = x[i + 2]! - x[j + 2]!
      const dw = x[i + 3]! - x[j + 3]!
      const square = dx * dx + dy * dy + dz * dz + dw * dw
      const most = upper[a * size + b]! ** 2
      const least = lower[a * size + b]! ** 2
      let slope = 0
      if (square > most) {
        const off = square / most - 1
        sum += off * off
        slope = (4 * off) / most
      } else if (square < least) {
        const off = (2 * least) / (least + square) - 1
        sum += off * off
        slope = (-8 * off * least) / (least + square) ** 2
      } else continue
      gradient[i]! += slope * dx
      gradient[i + 1]! += slope * dy
      gradient[i + 2]! += slope * dz
      gradient[i + 3]! += slope * dw
      gradient[j]! -= slope * dx
      gradient[j + 1]! -= slope * dy
      gradient[j + 2]! -= slope * dz
      gradient[j + 3]! -= slope * dw
    }
  }
  return sum
}

/** The volume that three neighbours of a stereocentre span, seen from the fourth, or from itself. */
export function volumeOf(x: ArrayLike<number>, centre: Centre, stride: number): number {
  const [a, b, c] = spanned(x, centre, stride)
  return (
    a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) +
    a[1]! * (b[2]! * c[0]! - b[0]! * c[2]!) +
    a[2]! * (b[0]! * c[1]! - b[1]! * c[0]!)
  )
}

type Three = readonly [number[], number[], number[]]

function spanned(x: ArrayLike<number>, { atom, neighbours }: Centre, stride: number): Three {
  const base = (neighbours[3] ?? atom) * stride
  return neighbours
    .slice(0, 3)
    .map((one) => [0, 1, 2].map((k) => x[one * stride + k]! - x[base + k]!)) as unknown as Three
}

function volumeError(
  centre: Centre,
  x: Float64Array,
  { gradient, weight }: { readonly gradient: Float64Array; readonly weight: number },
): number {
  const volume = volumeOf(x, centre, dimensions) * centre.sign
  // Without a fourth neighbour the volume is that of a flatter pyramid.
  const least = centre.neighbours.length === 4 ? leastVolume : leastVolume / 3
  if (volume >= least) return 0
  const vectors = spanned(x, centre, dimensions)
  const base = (centre.neighbours[3] ?? centre.atom) * dimensions
  const slope = 2 * weight * (volume - least) * centre.sign
  for (let k = 0; k < 3; k++) {
    const [p, q] = [vectors[(k + 1) % 3]!, vectors[(k + 2) % 3]!]
    const at = centre.neighbours[k]! * dimensions
    for (let axis = 0; axis < 3; axis++) {
      const [m, n] = [(axis + 1) % 3, (axis + 2) % 3]
      const push = slope * (p[m]! * q[n]! - p[n]! * q[m]!)
      gradient[at + axis]! += push
      gradient[base + axis]! -= push
    }
  }
  return (volume - least) ** 2
}
