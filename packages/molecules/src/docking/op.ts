import { fn, shown, type Call, type Variable } from '@textgrad/core'

import { dockOnce } from './dock-once.ts'
import type { Docking, DockingProgram, DockOptions } from './docking-program.ts'
import { dockingFeedback } from './feedback.ts'

/** Docking as a loss: give it a molecule, get the docking of it, whose feedback says what its best pose does. */
export type DockingLoss = (molecule: Variable, call?: Call) => Promise<Variable<Docking>>

export interface DockingLossOptions extends Omit<DockOptions, 'signal'> {
  /** How the receptor is called in feedback (default: its file's name). */
  readonly receptor?: string | undefined
  /** The score that is wanted, kcal/mol: with it and lower ones the feedback is 'satisfied' (default: none is enough). */
  readonly atMost?: number | undefined
}

/**
 * The docking score of a molecule as a loss (kcal/mol, lower is better), docked by `dockOnce`. Its feedback says exactly
 * what the best pose touches. A molecule that can not be docked becomes feedback that says why.
 * @throws {RangeError} for a wanted score that is no number
 */
export function docking(
  program: DockingProgram,
  { receptor = program.receptor.name, atMost, ...options }: DockingLossOptions = {},
): DockingLoss {
  if (atMost !== undefined && !Number.isFinite(atMost))
    throw new RangeError(`atMost must be a score in kcal/mol, not ${atMost}`)
  const op = fn(
    {
      name: 'docking',
      role: `docking score in ${receptor}`,
      codec: shown(({ score }: Docking) => `${score.toFixed(2)} kcal/mol`),
      backward: ({ result }) => [dockingFeedback(result, receptor, atMost)],
    },
    ([smiles]: readonly [string], call: Call) => dockOnce(program, smiles, call, options),
  )
  return (molecule, call) => op([molecule], call)
}
