import { elementOf } from '../smarts/elements.ts'

/** What is wrong around a position of a SMILES, counted from 1, where RDKit stopped reading. */
export function syntaxError(position: number, smiles: string): string {
  const here = smiles[position - 1] ?? ''
  const openBracket = /\[[^\]]*$/.exec(smiles.slice(0, position - 1))
  const atEnd = position >= smiles.length
  if (atEnd && openBracket && here !== ']')
    return `the bracket "[" at position ${openBracket.index + 1} is never closed`
  if (atEnd && unclosedBranch(smiles)) return unclosedBranch(smiles)!
  const around = smiles.slice(Math.max(0, position - 11), position + 10)
  const place = `syntax error at position ${position}, in "${around}": `
  if (atEnd && '-=#:~/\\$.'.includes(here)) return `${place}nothing follows "${here}"`
  if (position === 1 && '-=#:~/\\$.('.includes(here)) return `${place}a SMILES begins with an atom`
  return `${place}"${here}" can not stand here${openBracket ? inBracket(smiles.slice(openBracket.index)) : bare(here)}`
}

function inBracket(bracket: string): string {
  const symbol = /^\[\d*([A-Z][a-z]*)/.exec(bracket)?.[1]
  if (symbol && elementOf(symbol) === undefined) return `; "${symbol}" is no element`
  return '; a bracket holds isotope, one element, chirality, hydrogens and charge, as in [13C@H] or [NH4+]'
}

function bare(here: string): string {
  if (!/[A-Za-z]/.test(here)) return ''
  return '; outside brackets only B, C, N, O, P, S, F, Cl, Br, I and aromatic b, c, n, o, p, s are elements'
}

/** Says which branch is never closed, if one is. */
export function unclosedBranch(smiles: string): string | undefined {
  const open: number[] = []
  for (let at = 0; at < smiles.length; at++) {
    if (smiles[at] === '(') open.push(at)
    else if (smiles[at] === ')') open.pop()
  }
  const last = open.at(-1)
  return last === undefined ? undefined : `the branch "(" at position ${last + 1} is never closed`
}

/** Says which ring bonds are never closed. */
export function unclosedRing(smiles: string): string {
  const open = new Map<string, number>()
  for (const found of smiles.matchAll(/\[[^\]]*\]|%\((\d+)\)|%(\d\d)|(\d)/g)) {
    const ring = found[1] ?? found[2] ?? found[3]
    if (ring !== undefined && !open.delete(ring)) open.set(ring, found.index)
  }
  const rings = Array.from(open, ([ring, at]) => `${ring} at position ${at + 1}`)
  return rings.length > 0 ? `ring bond ${rings.join(' and ')} is never closed` : 'a ring bond is never closed'
}
