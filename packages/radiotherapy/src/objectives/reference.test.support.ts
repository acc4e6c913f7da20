import { readFileSync } from 'node:fs'

import { sharedPath } from '@textgrad/host/testing'

interface Item {
  readonly kind: 'objective' | 'constraint'
  readonly name: string
  /** From 1. */
  readonly set: number
  readonly f: number | readonly number[]
  readonly grad: readonly number[]
  readonly jac: readonly number[] | readonly (readonly number[])[]
  readonly lower: number | readonly (number | null)[]
  readonly upper: number | readonly (number | null)[]
}

/** What matRad gives for three sets of doses, or undefined where its file is missing. */
export function matRadFunctions():
  | { readonly sets: readonly Float64Array[]; readonly items: readonly Item[] }
  | undefined {
  const file = sharedPath('ref/radiotherapy/objectives.json')
  if (file === undefined) return undefined
  const { sets, items } = JSON.parse(readFileSync(file, 'utf8')) as { sets: number[][]; items: Item[] }
  return { sets: sets.map((set) => Float64Array.from(set)), items }
}

/** The greatest difference of two vectors by the greatest number of the second. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity
  let [error, greatest] = [0, 0]
  for (let index = 0; index < actual.length; index++) {
    error = Math.max(error, Math.abs(actual[index]! - expected[index]!))
    greatest = Math.max(greatest, Math.abs(expected[index]!))
  }
  return error === 0 ? 0 : error / greatest
}

/** The derivative of a function along each coordinate, by central differences. */
export function centralDifferences(
  value: (at: Float64Array) => number,
  at: Float64Array,
  step: number,
): Float64Array {
  return at.map((coordinate, index) => {
    const moved = (by: number): number => value(at.with(index, coordinate + by))
    return (moved(step) - moved(-step)) / (2 * step)
  })
}
