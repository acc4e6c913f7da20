import type { Measured } from '../losses/goal.ts'

/** A molecule and the score it was docked with, kcal/mol. */
export interface Docked {
  readonly measured: Measured
  readonly score: number
}

/**
 * What a docking score follows before anything is docked: per molecule, heavy atom (up to 32), aromatic and other ring,
 * rotatable bond, logP, and hydrogen on nitrogen or oxygen. Fitted by scripts/docking-prior.ts to 192 dockings into
 * eight targets of DOCKSTRING (Vina 1.2.3, exhaustiveness 2).
 */
const prior = [-3.82, -0.15, -0.37, -0.06, 0.18, -0.17, -0.22] as const
/** How far each may be from that in another target: as fitted, and at least a tenth of it. */
const spread = [0.38, 0.02, 0.2, 0.16, 0.02, 0.03, 0.13] as const
/** What is left unexplained, kcal/mol. */
const noise = 0.82
const most = 32

/** What a score is guessed from: see `prior`. */
export function sizeAndLipophilicity({
  heavyAtoms = 0,
  aromaticRings = 0,
  rings = 0,
  rotatableBonds = 0,
  logp = 0,
  polarHydrogens = 0,
}: Measured) {
  return [
    1,
    Math.min(heavyAtoms, most),
    aromaticRings,
    rings - aromaticRings,
    rotatableBonds,
    logp,
    polarHydrogens,
  ]
}

/**
 * Guesses docking scores from size, rings and lipophilicity: Bayesian linear regression (C. M. Bishop, Pattern
 * Recognition and Machine Learning, 2006, eq. 3.50-3.51) that starts from what dockings commonly reward and learns from
 * what was docked. Much of Vina's score is its size, so this finds what is worth docking.
 */
export function dockingGuess(docked: readonly Docked[]): (measured: Measured) => number {
  const size = prior.length
  // Precision times mean, with the prior's precision on the diagonal.
  const precision = prior.map((_, i) => prior.map((__, j) => (i === j ? 1 / spread[i]! ** 2 : 0)))
  const target = prior.map((mean, i) => mean / spread[i]! ** 2)
  for (const { measured, score } of docked) {
    const x = sizeAndLipophilicity(measured)
    for (let i = 0; i < size; i++) {
      target[i]! += (x[i]! * score) / noise ** 2
      for (let j = 0; j < size; j++) precision[i]![j]! += (x[i]! * x[j]!) / noise ** 2
    }
  }
  const weights = solved(precision, target)
  return (measured) =>
    sizeAndLipophilicity(measured).reduce((sum, value, index) => sum + value * weights[index]!, 0)
}

/** Solves a symmetric positive definite system by elimination; it needs no pivots. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, index) => [...row, right[index]!])
  const size = rows.length
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) {
      const factor = rows[j]![i]! / rows[i]![i]!
      for (let k = i; k <= size; k++) rows[j]![k]! -= factor * rows[i]![k]!
    }
  }
  const answer = right.map(() => 0)
  for (let i = size - 1; i >= 0; i--) {
    const rest = rows[i]!.slice(i + 1, size).reduce((sum, value, k) => sum + value * answer[i + 1 + k]!, 0)
    answer[i] = (rows[i]![size]! - rest) / rows[i]![i]!
  }
  return answer
}
