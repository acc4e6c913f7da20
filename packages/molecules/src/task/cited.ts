import type { Candidate, CitationKind } from '@textgrad/core'

import type { Chemistry } from '../rdkit/chemistry.ts'

/** Elements and groups as medicinal chemists call them, with the SMARTS of each. */
const fragments: Readonly<Record<string, string>> = {
  fluorine: '[#9]',
  chlorine: '[#17]',
  bromine: '[#35]',
  iodine: '[#53]',
  sulfur: '[#16]',
  sulphur: '[#16]',
  phosphorus: '[#15]',
  boron: '[#5]',
  silicon: '[#14]',
  nitrogen: '[#7]',
  oxygen: '[#8]',
  halogen: '[F,Cl,Br,I]',
  trifluoromethyl: 'C(F)(F)F',
  nitro: '[$([NX3](=O)=O),$([NX3+](=O)[O-])]',
  aldehyde: '[CX3H1]=O',
  ketone: '[#6][CX3](=O)[#6]',
  carbonyl: '[CX3]=O',
  'carboxylic acid': '[CX3](=O)[OX2H1,OX1-]',
  carboxylate: '[CX3](=O)[OX2H1,OX1-]',
  ester: '[CX3](=O)[OX2][#6]',
  amide: '[CX3](=O)[NX3]',
  sulfonamide: '[SX4](=O)(=O)[NX3]',
  sulfone: '[SX4](=O)=O',
  nitrile: 'C#N',
  cyano: 'C#N',
  hydroxyl: '[OX2H]',
  phenol: '[OX2H]c',
  methoxy: '[OX2][CH3]',
  ether: '[#6][OX2][#6]',
  thiol: '[SX2H]',
  thioether: '[#6][SX2][#6]',
  amine: '[NX3;!$(N[CX3]=O);!$(N[SX4]);!$(N=O)]',
  alkyne: 'C#C',
  alkene: 'C=C',
  'benzene ring': 'c1ccccc1',
  phenyl: 'c1ccccc1',
  pyridine: 'n1ccccc1',
  pyrimidine: 'n1cnccc1',
  imidazole: 'n1cncc1',
  furan: 'o1cccc1',
  thiophene: 's1cccc1',
  indole: 'c1ccc2c(c1)cc[nH]2',
  piperazine: 'N1CCNCC1',
  piperidine: 'N1CCCCC1',
  morpholine: 'N1CCOCC1',
}

const names = Object.keys(fragments).toSorted((a, b) => b.length - a.length)

/** "The nitro group" is said to be there, "a nitro group" is perhaps to be added. */
const claim = new RegExp(
  String.raw`\b(?:the|its|this|that|these|those|both|existing|current|remove|removing|replace|replacing)\s+` +
    String.raw`(?:(?!(?:new|added|additional|extra|proposed|an?)\b)[\p{L}-]+\s+){0,2}?(${names.join('|')})(?:s|es)?\b`,
  'giu',
)

/** Groups and elements that a text says to be there, by name. */
export function fragmentsCitedIn(text: string): readonly string[] {
  return [...text.matchAll(claim)].map(([, name]) => name!.toLowerCase())
}

/** Fragments that feedback may speak of: those that one of a candidate's molecules has. */
export function citedFragments(rdkit: Chemistry): CitationKind {
  return {
    kind: 'fragments',
    find: fragmentsCitedIn,
    async known(cited, candidate) {
      const smarts = cited.map((name) => fragments[name]!)
      const there = new Set<string>()
      for (const molecule of Object.values(candidate)) {
        const examined = await rdkit.examine(molecule, { about: 'substructures', smarts })
        if (!examined.ok) continue
        for (const found of examined.finding) if (found.atoms.length > 0) there.add(found.smarts)
      }
      return cited.filter((name) => there.has(fragments[name]!))
    },
  }
}

const numbered = /\batoms?\s+(?:number\s+|#)?(\d+(?:(?:\s*,\s*|\s+and\s+|\s+or\s+|\s+)\d+)*)/gi

/** The atoms that a text speaks of, by number. */
export function atomsCitedIn(text: string): readonly string[] {
  return [...text.matchAll(numbered)].flatMap(([, list]) => list!.match(/\d+/g) ?? [])
}

/** Atoms that feedback may speak of: as many as the largest molecule of a candidate has. A model may count from 1. */
export function citedAtoms(rdkit: Chemistry): CitationKind {
  return {
    kind: 'atoms',
    find: atomsCitedIn,
    async known(cited, candidate) {
      const most = await heavyAtomsOf(candidate, rdkit)
      return cited.filter((number) => Number(number) <= most)
    },
  }
}

async function heavyAtomsOf(candidate: Candidate, rdkit: Chemistry): Promise<number> {
  const examined = await Promise.all(
    Object.values(candidate).map((molecule) => rdkit.examine(molecule, { about: 'properties' })),
  )
  return Math.max(0, ...examined.map((one) => (one.ok ? one.finding.heavyAtoms : 0)))
}
