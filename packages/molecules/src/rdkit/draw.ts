import type { Mol } from '@rdkit/rdkit'

export interface Drawing {
  /** In pixels. */
  readonly width: number
  readonly height: number
  /** Atoms to mark, counted from 0 in the order of the SMILES. */
  readonly highlightAtoms?: readonly number[]
}

// The layout's time grows with the cube of the size: 1 s at 1,000 atoms, a minute at 3,000.
const mostAtoms = 500

/**
 * Draws a molecule as an SVG document.
 * @throws {RangeError} for more than 500 atoms, or a highlighted atom that does not exist
 */
export function drawSvg(mol: Mol, { width, height, highlightAtoms = [] }: Drawing): string {
  const size = mol.get_num_atoms()
  if (size > mostAtoms) throw new RangeError(`${size} atoms can not be drawn; expected at most ${mostAtoms}`)
  const outside = highlightAtoms.find((atom) => !Number.isInteger(atom) || atom < 0 || atom >= size)
  if (outside !== undefined)
    throw new RangeError(`Atom ${outside} can not be marked; expected 0 to ${size - 1}`)
  return mol.get_svg_with_highlights(JSON.stringify({ atoms: highlightAtoms, width, height }))
}
