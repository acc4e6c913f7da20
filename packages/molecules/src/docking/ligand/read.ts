import { Molecule } from 'openchemlib'

import { atomPositions } from '../../rdkit/guard.ts'
import type { Rdkit } from '../../rdkit/module.ts'
import { readMolecule } from '../../rdkit/read.ts'
import type { Graph } from '../../smarts/graph.ts'
import { ligandElements } from '../elements.ts'
import { indices, readSmiles, ready } from './openchemlib.ts'

/** Larger molecules are no ligands: their conformers and poses take too long. Heavy atoms. */
const mostAtoms = 120

/** A molecule that may be docked, without its salts. */
export interface ReadLigand {
  readonly mol: Molecule
  /** Which atom of the given SMILES each is, as RDKit counts: with the hydrogens that a configuration depends on. */
  readonly origin: readonly number[]
  readonly notes: readonly string[]
}

export type Read =
  | { readonly ok: true; readonly value: ReadLigand }
  | { readonly ok: false; readonly reason: string }

const refuse = (reason: string) => ({ ok: false, reason }) as const

/**
 * Reads a SMILES with RDKit, which knows what is valid, and OpenChemLib, which places atoms, keeps its largest
 * molecule, and refuses what Vina has no parameters for, radicals, and what is too large.
 */
export function readLigand(rdkit: Rdkit, smiles: string): Read {
  const graph = readMolecule(rdkit, smiles)
  if (!graph.ok) return refuse(`it is not a molecule: ${graph.reason}`)
  const mol = readSmiles(smiles)
  if (!mol) return refuse('OpenChemLib can not read it')
  const heavy = indices(graph.value.size, (atom) => graph.value.element[atom] !== 1)
  const origin = heavyRanks(smiles).map((rank) => heavy[rank] ?? -1)
  const difference = differs(graph.value, mol, origin)
  if (difference) return refuse(difference)
  const { kept, dropped } = largestMolecule(mol)
  const fault = faultIn(mol, kept)
  if (fault) return refuse(fault)
  const names = dropped.map((atoms) => atoms.map((atom) => mol.getAtomLabel(atom)).join(''))
  const notes = names.length > 0 ? [`left out what comes with it: ${names.join(', ')}`] : []
  if (dropped.length > 0) {
    mol.deleteAtoms(dropped.flat())
    ready(mol)
  }
  return { ok: true, value: { mol, origin: kept.map((atom) => origin[atom]!), notes } }
}

/**
 * Which heavy atom of a SMILES each of OpenChemLib's is: it moves hydrogens that are written as atoms to the end, each
 * in exchange for the last atom that is none.
 */
function heavyRanks(smiles: string): number[] {
  const tokens = atomPositions(smiles).map((at) => smiles.slice(at))
  let count = 0
  const ranks = tokens.map((token) => (token.startsWith('[H]') ? -1 : count++))
  for (let first = 0, last = ranks.length - 1; first < last; first++) {
    while (ranks[last] === -1) last -= 1
    if (first < last && ranks[first] === -1) {
      ranks[first] = ranks[last]!
      ranks[last] = -1
    }
  }
  return ranks.filter((rank) => rank >= 0)
}

/** Whether the two programs read the same atoms, and if not, why. */
function differs(graph: Graph, mol: Molecule, origin: readonly number[]): string | undefined {
  if (graph.element.includes(0)) return 'it has an atom of no element (*)'
  const own = indices(mol.getAtoms(), (atom) => mol.getAtomicNo(atom) !== 1)
  const isSame = (atom: number) => {
    const known = origin[atom]!
    return (
      graph.element[known] === mol.getAtomicNo(atom) &&
      graph.charge[known] === mol.getAtomCharge(atom) &&
      graph.hydrogens[known] === mol.getAllHydrogens(atom)
    )
  }
  if (own.length === origin.length && own.every(isSame)) return undefined
  const metal = own.find((atom) => mol.isMetalAtom(atom))
  if (metal !== undefined) return unsupported(mol.getAtomLabel(metal))
  return own.length === 0 ? onlyHydrogen : 'RDKit and OpenChemLib do not read the same molecule from it'
}

const onlyHydrogen = 'it has hydrogen atoms only'

function largestMolecule(mol: Molecule): {
  readonly kept: readonly number[]
  readonly dropped: readonly number[][]
} {
  const numbers: number[] = []
  const count = mol.getFragmentNumbers(numbers, false, true)
  const groups = Array.from({ length: count }, (_, group) =>
    indices(mol.getAtoms(), (atom) => numbers[atom] === group),
  )
  const largest = groups.reduce((best, group) => (group.length > best.length ? group : best), groups[0] ?? [])
  return { kept: largest, dropped: groups.filter((group) => group !== largest) }
}

function faultIn(mol: Molecule, atoms: readonly number[]): string | undefined {
  const strange = atoms.find(
    (atom) => !ligandElements.has(mol.getAtomLabel(atom)) && mol.getAtomicNo(atom) !== 1,
  )
  if (strange !== undefined) return unsupported(mol.getAtomLabel(strange))
  if (atoms.every((atom) => mol.getAtomicNo(atom) === 1)) return onlyHydrogen
  const radical = atoms.find((atom) => mol.getAtomRadical(atom) !== 0)
  if (radical !== undefined)
    return `it is a radical: atom ${radical} (${mol.getAtomLabel(radical)}) lacks a bond`
  if (atoms.length <= mostAtoms) return undefined
  return `it has ${atoms.length} heavy atoms; at most ${mostAtoms} can be docked`
}

const unsupported = (element: string): string =>
  `it has ${element}, for which docking has no parameters; these are known: H, ${[...ligandElements].join(', ')}`
