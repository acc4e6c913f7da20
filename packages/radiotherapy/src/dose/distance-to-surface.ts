import type { Volume } from '../geometry/placed-grid.ts'
import type { Xyz } from '../plan-case.ts'

/** What is denser than this belongs to the patient, relative to water. */
const threshold = 0.05

/**
 * How far from the source, in mm, the ray through a point first enters a voxel of the patient: the source-surface distance;
 * undefined where it meets none.
 */
export function distanceToSurface(
  { grid: { size, spacing, origin }, values }: Volume,
  source: Xyz,
  through: Xyz,
): number | undefined {
  const axes = ['x', 'y', 'z'] as const
  const ray = { x: through.x - source.x, y: through.y - source.y, z: through.z - source.z }
  const planes = axes.flatMap((axis) =>
    ray[axis] === 0
      ? []
      : Array.from(
          { length: size[axis] + 1 },
          (_, plane) => (origin[axis] + (plane - 0.5) * spacing[axis] - source[axis]) / ray[axis],
        ),
  )
  const crossed = planes.filter((part) => part > 0).toSorted((a, b) => a - b)
  for (let at = 0; at + 1 < crossed.length; at++) {
    const middle = (crossed[at]! + crossed[at + 1]!) / 2
    const [x, y, z] = axes.map((axis) =>
      Math.floor((source[axis] + middle * ray[axis] - origin[axis]) / spacing[axis] + 0.5),
    ) as [number, number, number]
    const isInside = x >= 0 && y >= 0 && z >= 0 && x < size.x && y < size.y && z < size.z
    if (isInside && values[y + size.y * (x + size.x * z)]! > threshold)
      return crossed[at]! * Math.hypot(ray.x, ray.y, ray.z)
  }
  return undefined
}
