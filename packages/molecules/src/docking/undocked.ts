import { createHash } from 'node:crypto'

import type { Docking, DockingProgram } from './docking-program.ts'
import type { Box } from './receptor/box.ts'

/** kcal/mol: about that of a fragment. */
const score = -5

/** What a pose usually touches. */
const residues = ['SER34', 'LEU117', 'TYR201', 'PHE288', 'VAL12', 'HIS145', 'ILE63', 'MET256']
const atoms = [0, 1, 2, 3, 4]

const somewhere: Box = { center: [0, 0, 0], size: [20, 20, 20] }

/**
 * Stands in for docking into a target where nothing is to be docked, such as where it is counted what a run would ask: every molecule has
 * the same score, and touches as much as molecules do.
 */
export function undocked(name: string): DockingProgram {
  const id = createHash('sha256').update(`undocked ${name}`).digest('hex')
  return {
    id,
    receptor: { name, pdbqt: '', atoms: [], hash: id, notes: [] },
    box: somewhere,
    version: async () => 'none',
    dock: async (smiles) => docking(smiles),
    dockPdbqt: async (_, { name: ligand = 'ligand' } = {}) => docking(ligand),
    counts: () => ({ dockings: 0, cached: 0 }),
    async [Symbol.asyncDispose]() {},
  }
}

const docking = (molecule: string): Docking => ({
  molecule,
  docked: molecule,
  score,
  repaired: false,
  poses: [],
  contacts: {
    residues: residues.map((residue, place) => ({ residue, distance: 3 + place / 10, atoms })),
    hydrogenBonds: [],
    clashes: [],
    exposed: [],
  },
  runs: [{ docked: molecule, seed: 1, score }],
  notes: [],
  program: 'none',
})
