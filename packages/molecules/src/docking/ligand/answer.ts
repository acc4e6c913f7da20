import { Molecule } from 'openchemlib'

import type { Rdkit } from '../../rdkit/module.ts'
import { canonicalSmiles } from '../../rdkit/read.ts'
import type { DockingStage } from '../errors.ts'
import { applyStates } from './charges.ts'
import { conformer } from './conformer.ts'
import { isHydrogen, type Ligand } from './ligand.ts'
import { describe, ready, skeletonOf } from './openchemlib.ts'
import { writeLigand } from './pdbqt-writer.ts'
import type { AtomState } from './protonation.ts'
import { readLigand, type ReadLigand } from './read.ts'
import { writeSdf } from './sdf.ts'
import { stereoisomers } from './stereoisomers.ts'
import { tautomers } from './tautomers.ts'

interface Asked {
  readonly smiles: string
  /** How many tautomers to make; 1 takes the molecule as it is written. */
  readonly tautomers: number
}

/** What the ligand worker is asked: to read a SMILES, or to place the atoms of one of its tautomers. */
export type LigandQuestion =
  | (Asked & { readonly kind: 'read' })
  | (Asked & {
      readonly kind: 'place'
      /** Which of the tautomers. */
      readonly tautomer: number
      /** Of its atoms; without it charges stay as they are written. */
      readonly states?: readonly AtomState[] | undefined
      /** How many stereoisomers to make of a molecule that leaves some open; 1 takes any. */
      readonly isomers: number
      readonly seed: number
    })

/** What was asked for; of the two the other is empty. */
export type LigandAnswer =
  | {
      readonly ok: true
      /** Of each tautomer, without coordinates. */
      readonly molfiles: readonly string[]
      /** One for each stereoisomer. */
      readonly ligands: readonly Ligand[]
    }
  | { readonly ok: false; readonly stage: DockingStage; readonly reason: string }

const refuse = (stage: DockingStage, reason: string): LigandAnswer => ({ ok: false, stage, reason })

export function answerer(rdkit: Rdkit): (question: LigandQuestion) => LigandAnswer {
  return (question) => {
    const read = readLigand(rdkit, question.smiles)
    if (!read.ok) return refuse('input', read.reason)
    const forms = tautomers(read.value.mol, question.tautomers)
    return question.kind === 'read'
      ? { ok: true, molfiles: forms.map(withoutPlaces), ligands: [] }
      : place(rdkit, { ...read.value, mol: forms[question.tautomer]! }, question)
  }
}

/** For a program that needs the atoms in their order, and no coordinates. */
function withoutPlaces(mol: Molecule): string {
  const { atoms, bonds } = describe(mol)
  return writeSdf({ title: '', atoms, bonds, points: atoms.map(() => [0, 0, 0]) })
}

function place(
  rdkit: Rdkit,
  read: ReadLigand,
  question: LigandQuestion & { readonly kind: 'place' },
): LigandAnswer {
  const { notes: told, configurations } = stereoisomers(read.mol, question.isomers)
  const ligands: Ligand[] = []
  for (const configuration of configurations) {
    const mol = read.mol.getCompactCopy()
    ready(mol)
    const charged = applyStates(mol, question.states)
    const skeleton = skeletonOf(mol, configuration, read.origin)
    const found = conformer(mol, skeleton, question.seed)
    if (!found) continue
    const { atoms, bonds } = skeleton
    const smiles = smilesIn(rdkit, writeSdf({ title: '', atoms, bonds, points: found.points }))
    if (ligands.some((other) => other.smiles === smiles)) continue
    ligands.push({
      smiles,
      atoms: atoms.map((atom, index) => ({ ...atom, position: found.points[index]! })),
      bonds,
      heavyAtoms: atoms.filter((atom) => !isHydrogen(atom)).length,
      energy: found.energy,
      notes: [...read.notes, ...charged, ...told],
      ...writeLigand(skeleton, found.points),
    })
  }
  return ligands.length > 0
    ? { ok: true, molfiles: [], ligands }
    : refuse('conformer', 'no conformer was found for it')
}

/** The SMILES, canonical, of a molecule as its coordinates have it. */
function smilesIn(rdkit: Rdkit, sdf: string): string {
  const mol = Molecule.fromMolfile(sdf)
  mol.removeExplicitHydrogens(true)
  const smiles = ready(mol).toIsomericSmiles()
  const canonical = canonicalSmiles(rdkit, smiles)
  return canonical.ok ? canonical.value : smiles
}
