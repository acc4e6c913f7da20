import { attempt } from './attempt.ts'
import { refuse, type Refusal } from './guard.ts'
import type { Rdkit } from './module.ts'
import { withMol } from './read.ts'
import { refusalReason } from './refusal.ts'

const longest = 1_000_000

/** The canonical SMILES of a molfile (V2000 or V3000; BIOVIA, CTfile Formats, 2020), hydrogens implied. */
export function readMolfile(
  rdkit: Rdkit,
  text: string,
): { readonly ok: true; readonly smiles: string } | Refusal {
  if (text.length > longest) return refuse(`the molfile has more than ${longest} characters`)
  if (!/V[23]000/.test(text)) return refuse('it is no molfile: it names neither V2000 nor V3000')
  return rdkit.use((module, own) => {
    rdkit.takeLog()
    const mol = own(attempt(rdkit, () => module.get_mol(text, JSON.stringify({ removeHs: true }))))
    if (!mol) return refuse(refusalReason(rdkit.takeLog(), ''))
    if (mol.get_num_atoms() === 0) return refuse('it holds no atoms')
    return { ok: true as const, smiles: mol.get_smiles() }
  })
}

/** A molfile of a SMILES with the coordinates of a drawing. */
export function writeMolfile(
  rdkit: Rdkit,
  smiles: string,
): { readonly ok: true; readonly molfile: string } | Refusal {
  const read = withMol(rdkit, smiles, (mol) => {
    mol.set_new_coords()
    return mol.get_molblock()
  })
  return read.ok ? { ok: true, molfile: read.value } : read
}
