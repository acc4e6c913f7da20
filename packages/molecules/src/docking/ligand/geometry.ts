import { covalentRadius } from '../elements.ts'
import type { Shape, SkeletonAtom, SkeletonBond } from './skeleton.ts'

/** The usual length of a bond, ångström: covalent radii, shortened by its order. Force fields do the rest. */
export function bondLength(a: SkeletonAtom, b: SkeletonAtom, bond: SkeletonBond): number {
  const radii = (covalentRadius[a.element] ?? 1) + (covalentRadius[b.element] ?? 1)
  if (bond.aromatic) return radii * 0.92
  if (bond.order === 3) return radii * 0.79
  if (bond.order === 2) return radii * 0.875
  const flat = isFlat(a.shape) && isFlat(b.shape) && a.element !== 'H' && b.element !== 'H'
  return flat ? radii * 0.965 : radii
}

const isFlat = (shape: Shape): boolean => shape === 'planar' || shape === 'linear'

/** The angle, in degrees, inside a ring of `size` atoms, at an atom of this shape. */
export function ringAngle(size: number, shape: Shape): number {
  if (size <= 4) return size === 3 ? 60 : 90
  const planar = shape === 'planar'
  if (size === 5) return planar ? 108 : 104
  if (size === 6) return planar ? 120 : 111
  if (size === 7) return planar ? 126 : 115
  return planar ? 122 : 114
}

/** The third side of a triangle, `degrees` between the other two. */
export function acrossAngle(a: number, b: number, degrees: number): number {
  return Math.sqrt(a * a + b * b - 2 * a * b * Math.cos(radians(degrees)))
}

export interface Dihedral {
  /** Lengths of three bonds in a row. */
  readonly bonds: readonly [number, number, number]
  /** The two angles between them, degrees. */
  readonly angles: readonly [number, number]
}

/** The distance between the ends of a chain of four atoms at a torsion of `degrees`. */
export function acrossTorsion({ bonds, angles }: Dihedral, degrees: number): number {
  const [first, middle, last] = bonds
  const [a, b] = [radians(angles[0]), radians(angles[1])]
  const x = middle - last * Math.cos(b) - first * Math.cos(a)
  const y = last * Math.sin(b) * Math.cos(radians(degrees)) - first * Math.sin(a)
  const z = last * Math.sin(b) * Math.sin(radians(degrees))
  return Math.hypot(x, y, z)
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180
