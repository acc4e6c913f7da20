import { clamp } from '../dimension.ts'
import type { Point } from '../space.ts'
import { combine } from '../vector.ts'

export interface Vertex<Value> {
  readonly point: Point
  readonly value: Value
}

/** A Nelder-Mead search between two questions: it asks what some points are worth, and goes on by the answer. */
export interface Simplex<Value> {
  /** The best first. */
  readonly vertices: readonly Vertex<Value>[]
  /** What it is about to do. */
  readonly move: 'begin' | 'reflect' | 'expand' | 'contract' | 'shrink'
  /** The points whose values it needs next. */
  readonly asked: readonly Point[]
  /** The reflected point, once its value is known. */
  readonly reflected?: Vertex<Value>
}

/** Positive if `a` is better than `b`. */
export type Order<Value> = (a: Value, b: Value) => number

/** A simplex around a point of the unit cube: one more vertex along each axis, inwards where it would leave. */
export function begin<Value>(start: Vertex<Value>, edges: Point): Simplex<Value> {
  const asked = edges.map((edge, axis) =>
    start.point.map((at, i) => {
      if (i !== axis) return at
      return at + edge > 1 ? Math.max(0, at - edge) : at + edge
    }),
  )
  return { vertices: [start], move: 'begin', asked }
}

/**
 * The simplex after the values of what it asked for are known: J. Nelder, R. Mead, The Computer Journal 7 (1965)
 * 308, with their coefficients 1, 2, 1/2, 1/2 and points outside of the cube moved in; the choices they left
 * open are as in SciPy's `minimize(method='Nelder-Mead')` with `adaptive=False`.
 */
export function answer<Value>(
  simplex: Simplex<Value>,
  values: readonly Value[],
  order: Order<Value>,
): Simplex<Value> {
  const { vertices, move, asked, reflected } = simplex
  const answered = asked.map((point, i) => ({ point, value: values[i]! }))
  const [tried] = answered
  switch (move) {
    case 'begin':
      return reflect([...vertices, ...answered], order)
    case 'shrink':
      return reflect([vertices[0]!, ...answered], order)
    case 'reflect':
      return judge(vertices, tried!, order)
    case 'expand':
      return replace(vertices, order(tried!.value, reflected!.value) > 0 ? tried! : reflected!, order)
    case 'contract': {
      const worst = vertices.at(-1)!
      const outside = order(reflected!.value, worst.value) > 0
      const enough = outside
        ? order(tried!.value, reflected!.value) >= 0
        : order(tried!.value, worst.value) > 0
      return enough ? replace(vertices, tried!, order) : shrink(vertices)
    }
  }
}

/** What to do after the reflection is known. */
function judge<Value>(
  vertices: readonly Vertex<Value>[],
  reflected: Vertex<Value>,
  order: Order<Value>,
): Simplex<Value> {
  const betterThan = (vertex: Vertex<Value>): boolean => order(reflected.value, vertex.value) > 0
  if (betterThan(vertices[0]!)) return { vertices, move: 'expand', asked: [beyond(vertices, 2)], reflected }
  if (betterThan(vertices.at(-2)!)) return replace(vertices, reflected, order)
  const distance = betterThan(vertices.at(-1)!) ? 0.5 : -0.5
  return { vertices, move: 'contract', asked: [beyond(vertices, distance)], reflected }
}

function replace<Value>(
  vertices: readonly Vertex<Value>[],
  vertex: Vertex<Value>,
  order: Order<Value>,
): Simplex<Value> {
  return reflect([...vertices.slice(0, -1), vertex], order)
}

function reflect<Value>(unsorted: readonly Vertex<Value>[], order: Order<Value>): Simplex<Value> {
  const vertices = unsorted.toSorted((a, b) => order(b.value, a.value))
  return { vertices, move: 'reflect', asked: [beyond(vertices, 1)] }
}

function shrink<Value>(vertices: readonly Vertex<Value>[]): Simplex<Value> {
  const [best, ...others] = vertices
  const asked = others.map(({ point }) => combine([0.5, best!.point], [0.5, point]))
  return { vertices, move: 'shrink', asked }
}

/** The point so many times as far from the others' centre as the worst vertex, on the other side of it. */
function beyond(vertices: readonly Vertex<unknown>[], distance: number): Point {
  const others = vertices.slice(0, -1)
  const worst = vertices.at(-1)!.point
  const centre = worst.map((_, i) => others.reduce((sum, { point }) => sum + point[i]!, 0) / others.length)
  return combine([1 + distance, centre], [-distance, worst]).map((at) => clamp(at, 0, 1))
}

/** The largest distance of a vertex from the best one along any axis. */
export function extent({ vertices }: Simplex<unknown>): number {
  const best = vertices[0]!.point
  return Math.max(...vertices.flatMap(({ point }) => point.map((at, i) => Math.abs(at - best[i]!))))
}
