import { atomPositions } from './guard.ts'
import { syntaxError, unclosedBranch, unclosedRing } from './syntax-error.ts'

/** A line of RDKit's log, and what it says in words. */
type Rule = readonly [RegExp, (found: readonly string[], smiles: string) => string]

const rules: readonly Rule[] = [
  [
    /extra close parentheses[^]*?around position (\d+)/,
    ([, at]) => `position ${at}: this ")" closes no branch`,
  ],
  [/syntax error[^]*?around position (\d+)/, ([, at], smiles) => syntaxError(Number(at), smiles)],
  [/extra open parentheses/, (_, smiles) => unclosedBranch(smiles) ?? 'a branch "(" is never closed'],
  [/unclosed ring/, (_, smiles) => unclosedRing(smiles)],
  [
    /ring closure (\d+) duplicates bond between atom (\d+) and atom (\d+)/,
    ([, ring, a, b], smiles) =>
      `ring bond ${ring} joins ${atom(a, smiles)} and ${atom(b, smiles)}, which are bonded already`,
  ],
  [
    /duplicated ring closure (\d+) bonds atom (\d+) to itself/,
    ([, ring, a], smiles) => `ring bond ${ring} joins ${atom(a, smiles)} with itself`,
  ],
  [
    /Explicit valence for atom # (\d+) (\w+), (\d+), is greater/,
    ([, index, symbol = '', bonds], smiles) =>
      `${atom(index, smiles, symbol)} has ${bonds} bonds, more than ${valences[symbol] ?? `${symbol} can have`}`,
  ],
  [
    /Unkekulized atoms: ([\d ]+)/,
    ([, indices = ''], smiles) => kekulisation(indices.trim().split(/\s+/), smiles),
  ],
  [
    /non-ring atom (\d+) marked aromatic/,
    ([, index], smiles) =>
      `${atom(index, smiles)} is written in lower case, so aromatic, but is in no ring; use upper case`,
  ],
  [/Atomic number not found/, () => 'there is no element with this atomic number'],
]

const valences: Readonly<Record<string, string>> = {
  H: "hydrogen's 1",
  B: "boron's 3 (4 with a negative charge)",
  C: "carbon's 4",
  N: "nitrogen's 3 (4 with a positive charge)",
  O: "oxygen's 2 (3 with a positive charge)",
  F: "fluorine's 1",
  Cl: "chlorine's 1 (or 3, 5, 7 with oxygen)",
  Br: "bromine's 1 (or 3, 5 with oxygen)",
  Si: "silicon's 4",
  P: "phosphorus's 5",
  S: "sulfur's 6",
}

/** Says why RDKit refused a SMILES, from what it logged; atoms count from 0 and positions from 1. */
export function refusalReason(log: string, smiles: string): string {
  for (const [pattern, words] of rules) {
    const found = pattern.exec(log)
    if (found) return words(found, smiles)
  }
  const lines = log.split('\n').map((line) =>
    line
      .replace(/^\[[\d:]+\]/, '')
      .replace(/ for input:.*/, '')
      .trim(),
  )
  const line = lines.find((one) => one !== '')
  return line ? `RDKit: ${line}` : 'RDKit refused it'
}

function kekulisation(indices: readonly string[], smiles: string): string {
  const positions = atomPositions(smiles)
  const shown = indices.slice(0, 20)
  const more = indices.length > shown.length ? ' ...' : ''
  const places = shown.map((index) => (positions[Number(index)] ?? -1) + 1)
  return (
    `kekulisation: the aromatic atoms ${shown.join(' ')}${more} (positions ${places.join(' ')}${more}) can not be ` +
    'given alternating single and double bonds; an aromatic nitrogen with a hydrogen is [nH], or use upper case ' +
    'and write the bonds'
  )
}

/** Such as `atom 7 (C at position 9)`. */
function atom(index: string | undefined, smiles: string, symbol?: string): string {
  const at = atomPositions(smiles)[Number(index)]
  const text = at === undefined ? undefined : /^(\[[^\]]*\]?|Cl|Br|.)/.exec(smiles.slice(at))?.[0]
  // Hydrogens written as atoms are removed before valences are checked, which shifts the indices.
  if (at === undefined || !text || (symbol && !text.toLowerCase().includes(symbol.toLowerCase()))) {
    return symbol ? `atom ${index} (${symbol})` : `atom ${index}`
  }
  return `atom ${index} (${text} at position ${at + 1})`
}
