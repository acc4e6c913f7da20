import { acrossAngle, acrossTorsion, bondLength, ringAngle } from './geometry.ts'
import { neighboursOf, type Skeleton } from './skeleton.ts'
import { torsionRange } from './torsion-range.ts'

/** The least and the largest distance that each pair of atoms may have, ångström; row by row. */
export interface Bounds {
  readonly size: number
  readonly lower: Float64Array
  readonly upper: Float64Array
}

/** What bounds are made from. */
export interface Frame {
  readonly skeleton: Skeleton
  readonly neighbours: readonly (readonly number[])[]
  /** The smallest ring through three atoms in a row, or through a bond. */
  readonly ringThrough: (...atoms: readonly number[]) => readonly number[] | undefined
  readonly length: (a: number, b: number) => number
  /** Degrees at `middle`. */
  readonly angle: (a: number, middle: number, b: number) => number
}

const vanDerWaals: Readonly<Record<string, number>> = { H: 1.1, C: 1.7, N: 1.55, O: 1.52, F: 1.47 }
const heavyAtom = 1.8
const farthest = 1000

/**
 * The bounds that bonds, angles, torsions and sizes of atoms set on distances, made consistent by the triangle
 * inequality (Crippen and Havel, Distance Geometry and Molecular Conformation, 1988).
 */
export function boundsOf(skeleton: Skeleton): Bounds {
  const frame = frameOf(skeleton)
  const bounds = wide(frame)
  for (const { from, to } of skeleton.bonds) {
    const length = frame.length(from, to)
    set(bounds, [from, to], [length - 0.01, length + 0.01])
  }
  setAngles(bounds, frame)
  setTorsions(bounds, frame)
  smooth(bounds)
  return bounds
}

function frameOf(skeleton: Skeleton): Frame {
  const neighbours = neighboursOf(skeleton)
  const lengths = new Map<string, number>()
  for (const bond of skeleton.bonds) {
    const { from, to } = bond
    const length = bondLength(skeleton.atoms[from]!, skeleton.atoms[to]!, bond)
    lengths.set(`${from} ${to}`, length).set(`${to} ${from}`, length)
  }
  const rings = skeleton.rings.toSorted((a, b) => a.length - b.length)
  const ringThrough = (...atoms: readonly number[]) => rings.find((ring) => inARow(ring, atoms))
  const frame: Frame = {
    skeleton,
    neighbours,
    ringThrough,
    length: (a, b) => lengths.get(`${a} ${b}`)!,
    angle: (a, middle, b) => angleOf(frame, [a, middle, b]),
  }
  return frame
}

/** Whether atoms follow each other in a ring, either way round. */
function inARow(ring: readonly number[], atoms: readonly number[]): boolean {
  const start = ring.indexOf(atoms[0]!)
  if (start < 0 || atoms.length > ring.length) return false
  const follows = (step: number) =>
    atoms.every((atom, k) => ring[(start + step * k + ring.length * 2) % ring.length] === atom)
  return follows(1) || follows(-1)
}

function angleOf(frame: Frame, [a, middle, b]: readonly [number, number, number]): number {
  const { skeleton, neighbours, ringThrough } = frame
  const { shape } = skeleton.atoms[middle]!
  if (shape === 'linear') return 180
  const ring = ringThrough(a, middle, b)
  if (ring) return ringAngle(ring.length, shape)
  const around = neighbours[middle]!
  const inside = pairs(around).flatMap(([p, q]) => ringThrough(p, middle, q)?.length ?? [])
  if (shape === 'planar') {
    const taken = inside.reduce((sum, size) => sum + ringAngle(size, shape), 0)
    const left = pairs(around).length - inside.length
    return around.length === 3 ? (360 - taken) / left : 120
  }
  const smallest = Math.min(...inside)
  return smallest === 3 ? 118 : smallest === 4 ? 114 : 109.5
}

function pairs(items: readonly number[]): [number, number][] {
  return items.flatMap((a, index) => items.slice(index + 1).map((b): [number, number] => [a, b]))
}

/** Nothing is known yet but that atoms do not overlap; those four bonds apart may a little. */
function wide(frame: Frame): Bounds {
  const { atoms } = frame.skeleton
  const size = atoms.length
  const bounds = {
    size,
    lower: new Float64Array(size ** 2),
    upper: new Float64Array(size ** 2).fill(farthest),
  }
  const radii = atoms.map(({ element }) => vanDerWaals[element] ?? heavyAtom)
  for (let a = 0; a < size; a++) {
    bounds.upper[a * size + a] = 0
    for (let b = a + 1; b < size; b++) {
      const least = 0.75 * (radii[a]! + radii[b]!)
      bounds.lower[a * size + b] = least
      bounds.lower[b * size + a] = least
    }
  }
  return bounds
}

/** How far an angle may be from its usual value, degrees. */
const angleTolerance = { linear: 3, planar: 4, tetrahedral: 5, hypervalent: 30 } as const

function setAngles(bounds: Bounds, frame: Frame): void {
  for (const [middle, around] of frame.neighbours.entries()) {
    const { shape } = frame.skeleton.atoms[middle]!
    for (const [a, b] of pairs(around)) {
      if (frame.neighbours[a]!.includes(b)) continue
      const [first, second] = [frame.length(a, middle), frame.length(middle, b)]
      const angle = shape === 'hypervalent' ? 110 : frame.angle(a, middle, b)
      const loose = (frame.ringThrough(a, middle, b)?.length ?? 0) > 6 ? 4 : 0
      const tolerance = angleTolerance[shape] + loose
      const least = acrossAngle(first, second, Math.max(angle - tolerance, 50))
      const most = acrossAngle(
        first,
        second,
        shape === 'hypervalent' ? 180 : Math.min(angle + tolerance, 180),
      )
      meet(bounds, [a, b], [least, most])
    }
  }
}

function setTorsions(bounds: Bounds, frame: Frame): void {
  const { neighbours } = frame
  const near = neighbours.map(
    (around, atom) => new Set([atom, ...around, ...around.flatMap((b) => neighbours[b]!)]),
  )
  const seen = new Set<string>()
  for (const { from, to } of frame.skeleton.bonds) {
    for (const a of neighbours[from]!) {
      for (const b of neighbours[to]!) {
        if (a === to || b === from || near[a]!.has(b)) continue
        const chain = [a, from, to, b] as const
        const [least, most] = torsionRange(frame, chain)
        const dihedral = {
          bonds: [frame.length(a, from), frame.length(from, to), frame.length(to, b)],
          angles: [frame.angle(a, from, to), frame.angle(from, to, b)],
        } as const
        const slack = most - least < 1 ? 0.06 : 0.1
        const range = [acrossTorsion(dihedral, least) - slack, acrossTorsion(dihedral, most) + slack] as const
        const key = `${Math.min(a, b)} ${Math.max(a, b)}`
        if (seen.has(key)) meet(bounds, [a, b], range)
        else set(bounds, [a, b], range)
        seen.add(key)
      }
    }
  }
}

type Range = readonly [number, number]

function set({ size, lower, upper }: Bounds, [a, b]: readonly [number, number], [least, most]: Range): void {
  lower[a * size + b] = least
  lower[b * size + a] = least
  upper[a * size + b] = most
  upper[b * size + a] = most
}

/** Both what was known and `range` hold, or, where they disagree, either. */
function meet(bounds: Bounds, pair: readonly [number, number], range: Range): void {
  const at = pair[0] * bounds.size + pair[1]
  const isFree = bounds.upper[at]! >= farthest
  const known = isFree ? range : ([bounds.lower[at]!, bounds.upper[at]!] as const)
  const both = [Math.max(known[0], range[0]), Math.min(known[1], range[1])] as const
  const either = [Math.min(known[0], range[0]), Math.max(known[1], range[1])] as const
  set(bounds, pair, both[0] <= both[1] ? both : either)
}

/** No side of a triangle is longer than the other two together. */
function smooth({ size, lower, upper }: Bounds): void {
  for (let k = 0; k < size; k++) {
    for (let i = 0; i < size; i++) {
      const ik = upper[i * size + k]!
      const lowerIk = lower[i * size + k]!
      for (let j = 0; j < i; j++) {
        const jk = upper[j * size + k]!
        const at = i * size + j
        const most = Math.min(upper[at]!, ik + jk)
        const least = Math.max(lower[at]!, lowerIk - jk, lower[j * size + k]! - ik)
        upper[at] = most
        upper[j * size + i] = most
        lower[at] = Math.min(least, most)
        lower[j * size + i] = lower[at]
      }
    }
  }
}
