import type { Candidate, Problem, Random, Space } from '@textgrad/core'

import { axesOf } from './dimension.ts'

/** A place in the unit cube. */
export type Point = readonly number[]

/** The unit cube that a problem's space is laid out on. */
export interface Cube {
  /** How many coordinates a point has. */
  readonly size: number
  /** For each coordinate, the least change that surely makes another value; 0 where any change does. */
  readonly least: Point
  /** Where a candidate lies; undefined if one of its texts is not a value of its dimension. */
  encode(candidate: Candidate): Point | undefined
  /** The candidate at a point; what the space does not name stays as in `base`. Points outside are moved in. */
  decode(point: Point, base: Candidate): Candidate
}

/**
 * Lays a space out on the unit cube.
 * @throws RangeError naming the parameter, for a range that is empty or has no logarithm.
 */
export function cubeOf(space: Space): Cube {
  let size = 0
  const parts = Object.entries(space).map(([name, dimension]) => {
    const axes = axesOf(name, dimension)
    const from = size
    size += axes.size
    return { name, axes, from, to: size }
  })
  return {
    size,
    least: parts.flatMap(({ axes }) => Array.from({ length: axes.size }, () => axes.least)),
    encode(candidate) {
      const point: number[] = []
      for (const { name, axes } of parts) {
        const coordinates = axes.read(candidate[name] ?? '')
        if (!coordinates) return undefined
        point.push(...coordinates)
      }
      return point
    },
    decode(point, base) {
      const changed = parts.map(
        ({ name, axes, from, to }) => [name, axes.write(point.slice(from, to))] as const,
      )
      return { ...base, ...Object.fromEntries(changed) }
    },
  }
}

/**
 * The cube of a problem, and where in it the problem starts.
 * @throws TypeError naming the strategy, for a problem without a space or with a start that is not in it.
 */
export function startingCube(problem: Problem<any>, strategy: string): { cube: Cube; start: Point } {
  const { space, start } = problem
  if (!space || Object.keys(space).length === 0) {
    throw new TypeError(
      `The strategy '${strategy}' needs a problem with a space: the ranges of its parameters`,
    )
  }
  const cube = cubeOf(space)
  const point = cube.encode(start)
  if (!point) {
    throw new TypeError(
      `The strategy '${strategy}' needs a start whose texts are values of the problem's space, got ` +
        JSON.stringify(start),
    )
  }
  return { cube, start: point }
}

/** A point anywhere in a cube of this size. */
export function anywhere(size: number, random: Random): Point {
  return Array.from({ length: size }, random.next)
}
