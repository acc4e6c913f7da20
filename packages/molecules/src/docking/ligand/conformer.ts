import { random } from '@textgrad/core/random'
import type { Molecule } from 'openchemlib'

import { distance, type Point } from '../pdbqt.ts'
import { boundsOf } from './bounds.ts'
import { embed, volumeOf } from './embed.ts'
import { bondLength } from './geometry.ts'
import { isHydrogen } from './ligand.ts'
import { relax } from './openchemlib.ts'
import { neighboursOf, type Skeleton } from './skeleton.ts'
import { isAmide } from './torsions.ts'

export interface Conformer {
  readonly points: readonly Point[]
  /** MMFF94s, kcal/mol. */
  readonly energy: number
}

/** How often places are sought in a round at most, how many of what is found start the race, and how many rounds. */
const tries = 6
const mostStarters = 3
const rounds = 4
/** Steps of the force field: for the race, and for its winner. */
const firstSteps = 30
const steps = 300
/** How far bonds may be from their usual length, as a part of it. */
const stretch = 0.2

/**
 * A conformer: distance geometry (see `boundsOf` and `embed`), then MMFF94s, from the best of three starts where
 * there are shapes to choose from that Vina takes as they come. The same
 * skeleton and seed give the same places, whatever was asked before; OpenChemLib's own generator remembers ring systems
 * and does not. Undefined where none is found that keeps all stereocentres, flat bonds and bond lengths.
 */
export function conformer(mol: Molecule, skeleton: Skeleton, seed: number): Conformer | undefined {
  const bounds = boundsOf(skeleton)
  const numbers = random(seed, 'conformer')
  const starters = hasChoice(skeleton) ? mostStarters : 1
  for (let round = 0; round < rounds; round++) {
    const started = starts(mol, skeleton, { starters, next: () => embed(skeleton, bounds, numbers) })
    if (started.length === 0) return undefined
    for (const { points } of started.toSorted((a, b) => a.energy - b.energy)) {
      const relaxed = relax(mol, Float64Array.from(points.flat()), steps)
      if (relaxed && isTrue(skeleton, relaxed.points)) return relaxed
    }
  }
  return undefined
}

/** Vina turns bonds itself; it does not bend rings, and does not turn amides, of which some have no one usual form. */
function hasChoice(skeleton: Skeleton): boolean {
  const { atoms, bonds, flatBonds } = skeleton
  const neighbours = neighboursOf(skeleton)
  const isHeld = (carbon: number, nitrogen: number) =>
    flatBonds.some(({ ends }) => ends[1] === carbon && ends[2] === nitrogen)
  const mayFlip = (carbon: number, nitrogen: number) =>
    isAmide(skeleton, carbon, nitrogen) &&
    !isHeld(carbon, nitrogen) &&
    neighbours[nitrogen]!.filter((atom) => !isHydrogen(atoms[atom]!)).length > 1
  return bonds.some(({ ring, order, from, to }) =>
    ring
      ? [from, to].some((atom) => atoms[atom]!.shape === 'tetrahedral')
      : order === 1 && (mayFlip(from, to) || mayFlip(to, from)),
  )
}

interface Search {
  readonly starters: number
  /** Places that keep within bounds, if they are found this time. */
  readonly next: () => Float64Array | undefined
}

/** Far from its goal the force field takes large steps, in which it may turn what must not turn. */
function starts(mol: Molecule, skeleton: Skeleton, { starters, next }: Search): Conformer[] {
  const found: Conformer[] = []
  let broken: Conformer | undefined
  for (let attempt = 0; attempt < tries && found.length < starters; attempt++) {
    const places = next()
    const first = places && relax(mol, places, firstSteps)
    if (first && isTrue(skeleton, first.points)) found.push(first)
    else broken ??= first
  }
  return found.length === 0 && broken ? [broken] : found
}

/** Whether places are those of this molecule and no other. */
function isTrue(skeleton: Skeleton, points: readonly Point[]): boolean {
  const flat = points.flat()
  if (!flat.every(Number.isFinite)) return false
  const { atoms, bonds, centres, flatBonds } = skeleton
  const bondsHold = bonds.every((bond) => {
    const usual = bondLength(atoms[bond.from]!, atoms[bond.to]!, bond)
    return Math.abs(distance(points[bond.from]!, points[bond.to]!) - usual) < stretch * usual
  })
  const centresHold = centres.every((centre) => volumeOf(flat, centre, 3) * centre.sign > 0.5)
  const flatBondsHold = flatBonds.every(
    ({ ends, trans }) => isTransIn(ends.map((atom) => points[atom]!)) === trans,
  )
  return bondsHold && centresHold && flatBondsHold && apart(skeleton, points)
}

function isTransIn([a, b, c, d]: readonly Point[]): boolean {
  const axis = minus(c!, b!)
  const side = (from: Point, to: Point): number[] => {
    const vector = minus(to, from)
    const along = dot(vector, axis) / dot(axis, axis)
    return vector.map((value, k) => value - along * axis[k]!)
  }
  return dot(side(b!, a!), side(c!, d!)) < 0
}

const minus = (a: Point, b: Point): number[] => a.map((value, k) => value - b[k]!)
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, k) => sum + value * b[k]!, 0)

/** Nowhere do two heavy atoms that are not bonded come closer than in bicyclopentane, 1.87 Å. */
const closest = 1.75

function apart(skeleton: Skeleton, points: readonly Point[]): boolean {
  const neighbours = neighboursOf(skeleton)
  const heavy = [...skeleton.atoms.keys()].filter((atom) => skeleton.atoms[atom]!.element !== 'H')
  return heavy.every((a, index) =>
    heavy
      .slice(index + 1)
      .every((b) => distance(points[a]!, points[b]!) > closest || neighbours[a]!.includes(b)),
  )
}
