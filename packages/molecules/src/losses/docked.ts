import { fn, shown, type Call, type Feedback, type Variable } from '@textgrad/core'

import type { Docking, DockingProgram } from '../docking/docking-program.ts'
import { dockingFeedback } from '../docking/feedback.ts'
import type { KnownDocking, KnownDockings } from './known-dockings.ts'

export interface DockedOptions {
  readonly known: KnownDockings
  /** Whether the molecule should not bind here: then a higher score is better. */
  readonly isAvoided?: boolean
}

/** Docking as a part of a goal: what was docked before, in any notation, is not docked again, and the feedback says so. */
export function docked(
  docker: DockingProgram,
  { known, isAvoided = false }: DockedOptions,
): (molecule: Variable, call?: Call) => Promise<Variable<KnownDocking>> {
  const { name } = docker.receptor
  const op = fn(
    {
      name: isAvoided ? 'docking-avoided' : 'docking',
      role: isAvoided ? `docking score in ${name}, to be avoided` : `docking score in ${name}`,
      codec: shown(({ docking }: KnownDocking) => `${docking.score.toFixed(2)} kcal/mol`),
      backward: ({ result }) => [feedbackOf(result, name, isAvoided)],
    },
    ([smiles]: readonly [string], call: Call) => known.dock(docker, smiles, call),
  )
  return (molecule, call) => op([molecule], call)
}

function feedbackOf({ docking, sameAs }: KnownDocking, name: string, isAvoided: boolean): Feedback {
  const said = isAvoided ? avoidedFeedback(docking, name) : dockingFeedback(docking, name)
  if (!sameAs) return said
  const text = `It is the same molecule as ${sameAs.smiles}, which was tried before (InChI key ${sameAs.key}), so nothing was docked again; atoms are counted as there. ${said.text}`
  return { ...said, text }
}

/** How well it binds where it should not, and what holds it there. */
function avoidedFeedback(docking: Docking, receptor: string): Feedback {
  const { score, contacts, molecule } = docking
  const near = contacts.residues
    .slice(0, 5)
    .map(({ residue, atoms }) => `${residue} (atoms ${atoms.slice(0, 5).join(' ')})`)
  return {
    kind: 'feedback',
    text:
      `${molecule} should not bind to ${receptor}, where it docks with a score of ${score.toFixed(2)} kcal/mol; here higher ` +
      `is better. It is held there by ${near.join(', ') || 'nothing'}.`,
    data: { goal: 'avoid', receptor, score, unit: 'kcal/mol', contacts },
  }
}
