import { askPython } from '../../rdkit/python.test.support.ts'
import type { Ligand } from './ligand.ts'
import { writeSdf } from './sdf.ts'

/**
 * Whether RDKit reads the molecule that was given from the atoms' places: same atoms and bonds, and each configuration
 * that the SMILES tells. Charges and hydrogens are Open Babel's to change.
 */
const judge = `
def bare(mol):
    mol = Chem.RWMol(mol)
    for atom in mol.GetAtoms():
        atom.SetFormalCharge(0); atom.SetNoImplicit(True); atom.SetNumExplicitHs(0)
    return mol.GetMol()
answer = []
for smiles, sdf in data:
    given = Chem.MolFromSmiles(smiles)
    placed = Chem.MolFromMolBlock(sdf, removeHs=False)
    Chem.AssignStereochemistryFrom3D(placed)
    placed = Chem.RemoveAllHs(placed)
    told = {a.GetIdx() for a in given.GetAtoms() if a.GetChiralTag() != Chem.ChiralType.CHI_UNSPECIFIED}
    for atom in placed.GetAtoms():
        if atom.GetIdx() not in told: atom.SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
    for bond in given.GetBonds():
        other = placed.GetBondBetweenAtoms(bond.GetBeginAtomIdx(), bond.GetEndAtomIdx())
        if other is not None and bond.GetStereo() <= Chem.BondStereo.STEREOANY: other.SetStereo(Chem.BondStereo.STEREONONE)
    answer.append(bare(placed).HasSubstructMatch(bare(given), useChirality=True)
        and bare(given).GetNumAtoms() == placed.GetNumAtoms() and given.GetNumBonds() == placed.GetNumBonds())
`

/** For each ligand, whether it is the molecule that was given (needs python3-rdkit). */
export function areFaithful(
  pairs: readonly { readonly smiles: string; readonly ligand: Ligand }[],
): boolean[] {
  return askPython(
    judge,
    pairs.map(({ smiles, ligand }) => [smiles, sdfOf(ligand)]),
  ) as boolean[]
}

const sdfOf = ({ atoms, bonds }: Ligand): string =>
  writeSdf({ title: '', atoms, bonds, points: atoms.map(({ position }) => position) })
