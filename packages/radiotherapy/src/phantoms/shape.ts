import type { Xyz } from '../plan-case.ts'

/** A region of space in mm, LPS: whether it contains a point. */
export type Shape = (point: Xyz) => boolean

/** Edges belong to a shape, whatever rounding does to them. */
const edge = 1 + 1e-9

/** The ellipsoid around a centre with half axes along x, y and z. */
export const ellipsoid =
  (centre: Xyz, half: Xyz): Shape =>
  ({ x, y, z }) =>
    ((x - centre.x) / half.x) ** 2 + ((y - centre.y) / half.y) ** 2 + ((z - centre.z) / half.z) ** 2 <= edge

/** The cylinder along z around a centre: an ellipse with half axes x and y, from z - half.z to z + half.z. */
export const cylinder =
  (centre: Xyz, half: Xyz): Shape =>
  ({ x, y, z }) =>
    ((x - centre.x) / half.x) ** 2 + ((y - centre.y) / half.y) ** 2 <= edge &&
    Math.abs(z - centre.z) <= half.z * edge

/** The tube along z between two radii around the z axis, from -half to half. */
export const tube =
  (inner: number, outer: number, half: number): Shape =>
  ({ x, y, z }) => {
    const radius = Math.hypot(x, y)
    return radius * edge >= inner && radius <= outer * edge && Math.abs(z) <= half * edge
  }

export const inAll =
  (...shapes: readonly Shape[]): Shape =>
  (point) =>
    shapes.every((shape) => shape(point))

export const inAny =
  (...shapes: readonly Shape[]): Shape =>
  (point) =>
    shapes.some((shape) => shape(point))

export const without =
  (shape: Shape, ...holes: readonly Shape[]): Shape =>
  (point) =>
    shape(point) && !holes.some((hole) => hole(point))
