import type { Graph } from '../smarts/graph.ts'
import { loadRdkit } from './module.ts'
import { readMolecule } from './read.ts'

export const rdkit = await loadRdkit()

/** The graph of a SMILES that is known to be a molecule. */
export function graph(smiles: string): Graph {
  const read = readMolecule(rdkit, smiles)
  if (!read.ok) throw new Error(`${smiles}: ${read.reason}`)
  return read.value
}
