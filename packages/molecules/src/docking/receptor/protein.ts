import { readAtoms, residueName, type FileAtom } from '../pdbqt.ts'
import { waters } from './check.ts'

/** The atoms of a PDB file that belong to a receptor, and what was left out. */
export interface Protein {
  readonly atoms: readonly FileAtom[]
  readonly notes: readonly string[]
}

/**
 * Picks the receptor out of a PDB file: the first model; of alternate locations the likeliest of each residue; no
 * water; of what is marked HETATM only residues named in `keep` (metals and cofactors, say), and selenomethionine, as
 * methionine.
 */
export function proteinIn(pdb: string, keep: readonly string[]): Protein {
  const [first = '', ...others] = pdb.split(/^ENDMDL\b.*$/m)
  const all = readAtoms(first, 'pdb')
  const located = all.filter(likeliest(all))
  const isKept = ({ record, residue }: FileAtom) =>
    keep.includes(residue) || residue === 'MSE' || (record === 'ATOM' && !waters.has(residue))
  const dropped = located.filter((atom) => !isKept(atom))
  const kept = located.filter(isKept)
  const models = others.filter((part) => readAtoms(part).length > 0).length
  const notes = [
    models > 0 ? `took the first of ${models + 1} models` : '',
    all.length > located.length
      ? `took one of several locations of ${residuesOf(all, ({ altLoc }) => altLoc !== '')} residues`
      : '',
    droppedWords(dropped),
    kept.some(({ residue }) => residue === 'MSE') ? 'took selenomethionine as methionine' : '',
  ]
  return { atoms: kept.map(asMethionine), notes: notes.filter((note) => note !== '') }
}

/** In each residue one alternate location counts: that with the highest occupancy in all, or the first. */
function likeliest(atoms: readonly FileAtom[]): (atom: FileAtom) => boolean {
  const occupancies = new Map<string, Map<string, number>>()
  for (const atom of atoms.filter(({ altLoc }) => altLoc !== '')) {
    const residue = occupancies.get(residueName(atom)) ?? new Map<string, number>()
    residue.set(atom.altLoc, (residue.get(atom.altLoc) ?? 0) + atom.occupancy)
    occupancies.set(residueName(atom), residue)
  }
  const chosen = new Map(
    [...occupancies].map(([name, residue]) => {
      const [best] = [...residue].toSorted(([a, x], [b, y]) => y - x || a.localeCompare(b))
      return [name, best?.[0]]
    }),
  )
  return (atom) => atom.altLoc === '' || chosen.get(residueName(atom)) === atom.altLoc
}

function residuesOf(atoms: readonly FileAtom[], holds: (atom: FileAtom) => boolean): number {
  return new Set(atoms.filter(holds).map(residueName)).size
}

function droppedWords(dropped: readonly FileAtom[]): string {
  if (dropped.length === 0) return ''
  const wet = residuesOf(dropped, ({ residue }) => waters.has(residue))
  const others = new Set(dropped.filter(({ residue }) => !waters.has(residue)).map(residueName))
  const parts = [wet > 0 ? `${wet} water molecules` : '', [...others].slice(0, 20).join(', ')]
  return `left out ${parts.filter((part) => part !== '').join(' and ')}`
}

function asMethionine(atom: FileAtom): FileAtom {
  if (atom.residue !== 'MSE') return atom
  const isSelenium = atom.type === 'SE' || atom.name === 'SE'
  return { ...atom, record: 'ATOM', residue: 'MET', ...(isSelenium && { name: 'SD', type: 'S' }) }
}
