import type { WrittenPose } from './output.ts'

/** Rounding of three printed figures, kcal/mol. */
const rounding = 0.0025
/** Below this the factor between energies and scores can not be told from rounding, kcal/mol. */
const smallest = 0.1

/** The poses with right scores, best first. */
export interface Repaired {
  readonly poses: readonly WrittenPose[]
  /** Whether the printed scores were wrong. */
  readonly repaired: boolean
}

/**
 * Repairs the scores of Vina 1.2.0 to 1.2.3 (issues 68, 90 and 133 of AutoDock-Vina; fixed in 1.2.4). A score is
 * f × (E − U): E is the pose's energy between and within molecules, f the penalty for rotatable bonds, and U should
 * be the energy within the molecule in its best pose. Those versions took another pose's. Both are in the output, so no
 * docking has to be done again; f comes from the printed score where it is told best. Poses of versions that tell no
 * energies, and those with the right U, stay as they are.
 */
export function repairScores(poses: readonly WrittenPose[]): Repaired {
  const best = lowest(poses, (pose) => pose.energies?.interAndIntra)
  const unbound = best?.energies?.intra
  const wrong = poses.some(
    ({ energies }) => energies && unbound !== undefined && Math.abs(energies.unbound - unbound) > rounding,
  )
  const factor = wrong ? factorOf(poses) : undefined
  if (factor === undefined || unbound === undefined) return { poses, repaired: false }
  const repaired = poses.map((pose) => {
    const energy = pose.energies?.interAndIntra
    return energy === undefined ? pose : { ...pose, score: round(factor * (energy - unbound)) }
  })
  return { poses: repaired.toSorted((a, b) => a.score - b.score), repaired: true }
}

function factorOf(poses: readonly WrittenPose[]): number | undefined {
  const clearest = lowest(poses, ({ energies }) =>
    energies === undefined ? undefined : -Math.abs(energies.interAndIntra - energies.unbound),
  )
  const { energies } = clearest ?? {}
  if (!clearest || !energies) return undefined
  const printed = energies.interAndIntra - energies.unbound
  return Math.abs(printed) < smallest ? undefined : clearest.score / printed
}

function lowest(
  poses: readonly WrittenPose[],
  of: (pose: WrittenPose) => number | undefined,
): WrittenPose | undefined {
  let found: WrittenPose | undefined
  for (const pose of poses) {
    const value = of(pose)
    const least = found && of(found)
    if (value !== undefined && (least === undefined || value < least)) found = pose
  }
  return found
}

/** Scores are told to three digits. */
const round = (score: number): number => Number(score.toFixed(3))
