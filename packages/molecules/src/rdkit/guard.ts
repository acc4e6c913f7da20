/** What stands in the way of reading a text, in words for a person or a model. */
export interface Refusal {
  readonly ok: false
  readonly reason: string
}

export const refuse = (reason: string): Refusal => ({ ok: false, reason })

const longest = 20_000
const mostAtoms = 3_000
// RDKit would read the first two as such instead of as SMILES.
const formats = [
  ['a molblock', /M {2}END|V[23]000/],
  ['JSON', /^\s*\{|rdkitjson|commonchem/],
  ['an InChI', /^\s*InChI=/],
] as const
// Space, NUL, invisible marks and typographic punctuation, which pasting and models leave around a SMILES.
const wrapping = /^[\s\0\p{Cf}[\p{P}--\p{ASCII}]]+|[\s\0\p{Cf}[\p{P}--\p{ASCII}]]+$/gv

/**
 * Finds the SMILES in a text before RDKit sees it: its first word, with the CXSMILES part `|...|` if one
 * follows; other words are a name, as in a .smi file. Refused are texts that RDKit would take for another
 * format, cut silently at a strange character, or not finish: more than 20,000 characters or 3,000 atoms.
 */
export function guard(text: string): { readonly ok: true; readonly smiles: string } | Refusal {
  const format = formats.find(([, pattern]) => pattern.test(text))
  if (format) return refuse(`this is ${format[0]}; write the molecule as SMILES`)
  const trimmed = text.replace(wrapping, '')
  if (trimmed === '') return refuse('the SMILES is empty')
  if (trimmed.length > longest) {
    return refuse(`the SMILES has ${count(trimmed.length)} characters; at most ${count(longest)} are read`)
  }
  const [, smiles = '', rest = ''] = /^([^ \t\n]*)[ \t]*(.*)/.exec(trimmed) ?? []
  const extended = rest.startsWith('|') ? `${smiles} ${rest}` : smiles
  const strange = /[^\x20-\x7e]/u.exec(extended)
  if (strange) return refuse(strangeCharacter(strange[0], strange.index))
  const atoms = atomPositions(smiles).length
  if (atoms > mostAtoms) return refuse(`it has ${count(atoms)} atoms; at most ${count(mostAtoms)} are read`)
  return { ok: true, smiles: extended }
}

/** Where each atom begins in a SMILES, counted from 0. */
export function atomPositions(smiles: string): number[] {
  return Array.from(smiles.matchAll(/\[[^\]]*\]?|Cl|Br|[BCNOFPSI*bcnops]/g), (atom) => atom.index)
}

const count = (value: number) => value.toLocaleString('en')

function strangeCharacter(character: string, index: number): string {
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
  const shown = /[\p{C}\p{Z}]/u.test(character) ? '' : ` "${character}"`
  return `position ${index + 1}: the character${shown} (U+${code}) does not exist in SMILES, which is plain ASCII`
}
