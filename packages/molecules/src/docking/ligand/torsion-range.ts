import type { Frame } from './bounds.ts'
import type { FlatBond } from './skeleton.ts'

/** Four atoms in a row. */
type Chain = readonly [number, number, number, number]

const same = [0, 0] as const
const opposite = [180, 180] as const
const any = [0, 180] as const

/** How far rings of each size turn at a bond at most, degrees. */
const ringTorsion: Readonly<Record<number, number>> = { 4: 40, 5: 50, 6: 70, 7: 95, 8: 125 }

/** The torsions that a chain of atoms may have, degrees from 0 (same side) to 180. */
export function torsionRange(frame: Frame, chain: Chain): readonly [number, number] {
  const [a, from, to, b] = chain
  const whole = frame.ringThrough(a, from, to, b)
  const ring = frame.ringThrough(from, to)
  if (ring && ring.length < 8 && isStiff(frame, from, to)) {
    return sides(ring, chain) ? same : opposite
  }
  const flat = frame.skeleton.flatBonds.find(({ ends }) => isMiddle(ends, from, to))
  if (flat) return isTrans(flat, chain) ? opposite : same
  if (whole) return [0, ringTorsion[whole.length] ?? 180]
  return any
}

/** A bond in a ring that keeps it flat: between two planar atoms. */
function isStiff({ skeleton }: Frame, from: number, to: number): boolean {
  return skeleton.atoms[from]!.shape === 'planar' && skeleton.atoms[to]!.shape === 'planar'
}

/** Whether the ends of a chain are on the same side of its middle bond, which is in a flat ring. */
function sides(ring: readonly number[], [a, , , b]: Chain): boolean {
  return ring.includes(a) === ring.includes(b)
}

const isMiddle = (ends: FlatBond['ends'], from: number, to: number): boolean =>
  (ends[1] === from && ends[2] === to) || (ends[1] === to && ends[2] === from)

/** The configuration is told for one neighbour on each side; each other neighbour is opposite to that. */
function isTrans({ ends, trans }: FlatBond, [a, , , b]: Chain): boolean {
  const others = [a, b].filter((atom) => atom !== ends[0] && atom !== ends[3]).length
  return others === 1 ? !trans : trans
}
