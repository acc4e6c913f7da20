import { random, type Random } from '@textgrad/core'

import type { Constraint } from '../constraints/constraint.ts'
import { csrOf, type Csr } from '../influence/csr.ts'
import type { Objective } from '../objectives/objective.ts'
import type { PlanCase, Structure } from '../plan-case.ts'

/** Whether the first organ has a constraint as well. */
export type Wishes = 'convex' | 'constrained'

/**
 * A case that varies in everything with its seed: one to three slices, three to nine beams from anywhere, one to three targets of
 * different doses, up to five organs that may overlap with them and with each other, kinds of objectives, doses and penalties.
 */
export function randomCase(seed: number, wishes: Wishes): PlanCase {
  const source = random(seed, 'fluence case')
  const between = (from: number, to: number): number => from + (to - from) * source.next()
  const whole = (from: number, to: number): number => from + source.integer(to - from + 1)
  const [side, slices] = [whole(14, 26), whole(1, 3)]
  const size = { x: side, y: whole(14, 26), z: slices }
  const placeOf = placesOf(size)
  const voxels = Uint32Array.from({ length: size.x * size.y * size.z }, (_, voxel) => voxel)
  const ellipse = (reach: number, from: number, to: number): Uint32Array => {
    const [x, y] = [between(-reach, reach), between(-reach, reach)]
    const [wide, high] = [between(from, to), between(from, to)]
    return voxels.filter((voxel) => {
      const at = placeOf(voxel)
      return Math.hypot((at.x - x) / wide, (at.y - y) / high) <= 1
    })
  }
  const fractions = whole(1, 40)
  const prescription = between(20, 80)
  const drawn = { source, between, prescription }
  const targets = Array.from({ length: whole(1, 3) }, (_, index): Structure => ({
    name: `target ${index}`,
    type: 'target',
    priority: 1 + index,
    rows: ellipse(3, 1.5, 4),
    objectives: targetObjectives(drawn),
  }))
  const organs = Array.from({ length: whole(1, 5) }, (_, index): Structure => ({
    name: `organ ${index}`,
    type: 'organ',
    priority: 4 + source.integer(3),
    rows: ellipse(7, 1.5, 4),
    objectives: organObjectives(drawn),
    ...(wishes === 'constrained' && index === 0 && { constraints: [constraintOf(drawn)] }),
  }))
  const body: Structure = {
    name: 'body',
    type: 'organ',
    priority: 9,
    rows: voxels,
    objectives: [
      { kind: 'squaredOverdosing', dose: between(0.2, 0.8) * prescription, penalty: 10 ** between(0, 3) },
    ],
  }
  return {
    name: `random ${seed}`,
    fractions,
    grid: { size, spacing: { x: 5, y: 5, z: 5 } },
    voxels,
    influence: beamsThrough(placeOf, { size, beams: whole(3, 9), between }),
    structures: withVoxelsLeft([...targets, ...organs, body], voxels.length),
  }
}

type Between = (from: number, to: number) => number
type PlaceOf = ReturnType<typeof placesOf>

interface Drawn {
  readonly source: Random
  readonly between: Between
  readonly prescription: number
}

const placesOf =
  (size: { readonly x: number; readonly y: number }) =>
  (voxel: number): { x: number; y: number; z: number } => ({
    x: (Math.floor(voxel / size.y) % size.x) - size.x / 2,
    y: (voxel % size.y) - size.y / 2,
    z: Math.floor(voxel / (size.x * size.y)),
  })

/** Beams of a bixel for each voxel across and slice, which fade with depth and reach into each other. */
function beamsThrough(
  placeOf: PlaceOf,
  { size, beams, between }: { size: PlanCase['grid']['size']; beams: number; between: Between },
): Csr {
  const across = 13
  const angles = Array.from({ length: beams }, () => between(0, 2 * Math.PI))
  const [fade, penumbra] = [between(0.01, 0.06), between(0.4, 1.5)]
  const perBeam = across * size.z
  return csrOf(size.x * size.y * size.z, beams * perBeam, (voxel, bixel) => {
    const { x, y, z } = placeOf(voxel)
    const angle = angles[Math.floor(bixel / perBeam)]!
    const [column, slice] = [(bixel % across) - (across - 1) / 2, Math.floor((bixel % perBeam) / across)]
    const depth = size.x / 2 + y * Math.cos(angle) - x * Math.sin(angle)
    const off = Math.hypot(x * Math.cos(angle) + y * Math.sin(angle) - column, z - slice)
    return off > 4 * penumbra ? 0 : 0.1 * Math.exp(-fade * depth - (off / penumbra) ** 2)
  })
}

function targetObjectives({ source, between, prescription }: Drawn): readonly Objective[] {
  const dose = between(0.7, 1) * prescription
  const penalty = 10 ** between(1, 4)
  if (source.next() < 0.5) return [{ kind: 'squaredDeviation', dose, penalty }]
  return [
    { kind: 'squaredUnderdosing', dose, penalty },
    { kind: 'squaredOverdosing', dose: 1.05 * dose, penalty: penalty * between(0.1, 1) },
  ]
}

function organObjectives({ source, between, prescription }: Drawn): readonly Objective[] {
  const dose = between(0, 0.6) * prescription
  const penalty = 10 ** between(0, 3.5)
  const convex: readonly Objective[] = [
    { kind: 'squaredOverdosing', dose, penalty },
    { kind: 'squaredMeanDose', dose: 0, penalty },
    { kind: 'squaredMeanDose', dose: dose / 4, penalty },
    { kind: 'meanDose', dose: 0, penalty },
    { kind: 'eud', dose: 0, exponent: between(1, 12), penalty },
  ]
  return source.next() < 0.3 ? [source.pick(convex), source.pick(convex)] : [source.pick(convex)]
}

function constraintOf({ source, between, prescription }: Drawn): Constraint {
  const max = between(0.1, 0.5) * prescription
  return source.pick<Constraint>([
    { kind: 'minMaxMeanDose', max },
    { kind: 'minMaxDose', max: 1.5 * max },
    { kind: 'minMaxEud', max, exponent: between(1, 8) },
  ])
}

/** Without those that lie wholly below others, which no case may have. */
function withVoxelsLeft(structures: readonly Structure[], voxels: number): readonly Structure[] {
  const least = new Float64Array(voxels).fill(Infinity)
  for (const { rows, priority } of structures)
    for (const row of rows) least[row] = Math.min(least[row]!, priority)
  return structures.filter(({ rows, priority }) => rows.some((row) => least[row] === priority))
}
