import { metFilters } from '../filters/find.ts'
import { properties } from '../measures/properties.ts'
import { measure, qed } from '../measures/qed.ts'
import { syntheticAccessibility } from '../measures/synthetic-accessibility.ts'
import { compare } from '../similarity/similarity.ts'
import { occurrencesOf } from '../similarity/substructures.ts'
import type { Refusal } from './guard.ts'
import type { Rdkit } from './module.ts'
import { graphOf, readMolecule, withMol } from './read.ts'

/** What to look at. */
export interface AppraisalQuestion {
  /** SMARTS that must occur, and that must not. */
  readonly keep: readonly string[]
  readonly forbid: readonly string[]
  /** Whether to count the filters that are met, which takes longer than all the rest. */
  readonly filters?: boolean
  /** What to compare with, as SMILES. */
  readonly reference?: string | undefined
}

/** What a goal can be judged by without docking: quick to find out. */
export interface Appraisal {
  readonly ok: true
  readonly canonical: string
  /** `qed`, `sa`, `filters` (hits) and `similarity` where they are asked for, and all properties by name. */
  readonly measured: Readonly<Record<string, number>>
  /** SMARTS that are missing, and that are there though they must not. */
  readonly broken: readonly string[]
  /** Names of the filters that are met, where they are asked for. */
  readonly troubles: readonly string[]
}

/** Looks at a molecule, or says why it is none. */
export function appraise(
  rdkit: Rdkit,
  smiles: string,
  { keep, forbid, reference, filters = false }: AppraisalQuestion,
): Appraisal | Refusal {
  const read = withMol(rdkit, smiles, (mol) => ({ canonical: mol.get_smiles(), graph: graphOf(rdkit, mol) }))
  if (!read.ok) return read
  const { canonical, graph } = read.value
  const other = reference === undefined ? undefined : readMolecule(rdkit, reference)
  if (other && !other.ok) return other
  const troubles = filters ? metFilters(graph, ['PAINS_A', 'PAINS_B', 'PAINS_C', 'BRENK']) : []
  const wrong = (list: readonly string[], isThere: boolean): string[] =>
    occurrencesOf(graph, list).flatMap(({ smarts, atoms }) => (atoms.length > 0 === isThere ? [smarts] : []))
  return {
    ok: true,
    canonical,
    measured: {
      ...properties(graph),
      qed: qed(measure(graph)),
      sa: syntheticAccessibility(graph),
      ...(filters && { filters: troubles.length }),
      ...(other && { similarity: compare(graph, other.value).similarity }),
    },
    broken: [...wrong(keep, false), ...wrong(forbid, true)],
    troubles: troubles.map(({ set, name }) => `${set} ${name}`),
  }
}
