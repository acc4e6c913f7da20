import type { Mol } from '@rdkit/rdkit'

import { graphFromJson } from '../smarts/common-chem.ts'
import type { Graph } from '../smarts/graph.ts'
import { attempt } from './attempt.ts'
import { guard, refuse, type Refusal } from './guard.ts'
import type { Own } from './handles.ts'
import type { Rdkit } from './module.ts'
import { refusalReason } from './refusal.ts'

/** What was read, or why it was not. */
export type Reading<T> = { readonly ok: true; readonly value: T } | Refusal

/**
 * Reads a SMILES and runs `use` with the molecule, which is deleted afterwards. A text that is no valid
 * molecule is an ordinary result with its reason.
 * @throws {RdkitError} where RDKit fails in `use`, or crashes
 */
export function withMol<T>(rdkit: Rdkit, text: string, use: (mol: Mol, own: Own) => T): Reading<T> {
  const checked = guard(text)
  if (!checked.ok) return checked
  return rdkit.use((module, own): Reading<T> => {
    rdkit.takeLog()
    const mol = own(attempt(rdkit, () => module.get_mol(checked.smiles)))
    if (!mol) return refuse(refusalReason(rdkit.takeLog(), checked.smiles))
    return mol.get_num_atoms() > 0 ? { ok: true, value: use(mol, own) } : refuse('it holds no atoms')
  })
}

/** Reads a SMILES as a graph, for matching and measuring. */
export function readMolecule(rdkit: Rdkit, text: string): Reading<Graph> {
  return withMol(rdkit, text, (mol) => graphOf(rdkit, mol))
}

/** The graph of a molecule that RDKit has read. */
export function graphOf(rdkit: Rdkit, mol: Mol): Graph {
  return graphFromJson(mol.get_json(), (...isotope) => rdkit.isotopeMass(...isotope))
}

/** The canonical SMILES of a SMILES in this version of RDKit. */
export function canonicalSmiles(rdkit: Rdkit, text: string): Reading<string> {
  return withMol(rdkit, text, (mol) => mol.get_smiles())
}
