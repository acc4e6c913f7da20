import type { Call } from '@textgrad/core'

import type { DockingProgram, Docking, DockOptions } from './docking-program.ts'
import { DockingError, type DockingStage } from './errors.ts'

/** What is kept of a docking: its result, or why the molecule has none. */
type Kept =
  | { readonly ok: true; readonly docking: Docking }
  | { readonly ok: false; readonly stage: DockingStage; readonly reason: string }

/**
 * Docks at a place in a run: each docking is an evaluation of its budget, and the result, with its poses, is kept in its
 * journal, so that a resumed run does not dock again. So is a molecule's failure. Rejects as `DockingProgram.dock` does.
 */
export async function dockOnce(
  program: DockingProgram,
  smiles: string,
  call: Call,
  { seeds = 1, isomers = 1, tautomers = 1 }: Omit<DockOptions, 'signal'> = {},
): Promise<Docking> {
  const options = { seeds, isomers, tautomers }
  const attempt = async (): Promise<Kept> => {
    try {
      return { ok: true, docking: await program.dock(smiles, { ...options, signal: call.signal }) }
    } catch (error) {
      if (!(error instanceof DockingError)) throw error
      return { ok: false, stage: error.stage, reason: error.reason }
    }
  }
  const kept = await call.once('docking', attempt, {
    hash: () => JSON.stringify([program.id, smiles, options]),
    cost: {
      purpose: 'evaluate',
      reserve: { evaluations: seeds * isomers * tautomers },
      spent: (result) => ({
        evaluations: result.ok ? result.docking.runs.length : hasRun.has(result.stage) ? 1 : 0,
      }),
    },
  })
  if (kept.ok) return kept.docking
  throw new DockingError(kept.reason, { stage: kept.stage, molecule: smiles })
}

/** Where it is told only after a docking. */
const hasRun: ReadonlySet<DockingStage> = new Set(['docking', 'pose'])
