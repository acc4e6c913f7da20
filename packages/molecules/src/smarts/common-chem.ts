import { graphOf, type Graph } from './graph.ts'

interface JsonAtom {
  readonly z?: number
  readonly impHs?: number
  readonly chg?: number
  readonly isotope?: number
  readonly stereo?: string
}

interface JsonBond {
  readonly bo?: number
  readonly atoms: readonly [number, number]
}

interface Extension {
  readonly name: string
  readonly aromaticAtoms?: readonly number[]
  readonly aromaticBonds?: readonly number[]
  readonly atomRings?: readonly (readonly number[])[]
  readonly cipRanks?: readonly number[]
}

interface Document {
  readonly defaults?: { readonly atom?: JsonAtom; readonly bond?: { readonly bo?: number } }
  readonly molecules?: readonly {
    readonly atoms: readonly JsonAtom[]
    readonly bonds: readonly JsonBond[]
    readonly extensions?: readonly Extension[]
  }[]
}

/** The mass in u of an isotope, by atomic number and mass number. */
export type IsotopeMass = (element: number, isotope: number) => number

/**
 * Makes the graph of the first molecule in RDKit's CommonChem JSON (`get_json()`).
 * @throws {TypeError} where the JSON holds no molecule
 */
export function graphFromJson(json: string, isotopeMass: IsotopeMass): Graph {
  const document = JSON.parse(json) as Document
  const molecule = document.molecules?.[0]
  if (!molecule) throw new TypeError('The JSON holds no molecule; expected RDKit CommonChem')
  const atom = { z: 6, impHs: 0, chg: 0, isotope: 0, ...document.defaults?.atom }
  const order = document.defaults?.bond?.bo ?? 1
  const rdkit = molecule.extensions?.find((extension) => extension.name === 'rdkitRepresentation')
  const aromatic = flags(molecule.atoms.length, rdkit?.aromaticAtoms)
  const aromaticBonds = flags(molecule.bonds.length, rdkit?.aromaticBonds)
  const element = molecule.atoms.map((one) => one.z ?? atom.z)
  const isotope = molecule.atoms.map((one) => one.isotope ?? atom.isotope)
  return graphOf({
    element,
    isotope,
    isotopeMass: isotope.map((number, index) => (number > 0 ? isotopeMass(element[index]!, number) : 0)),
    charge: molecule.atoms.map((one) => one.chg ?? atom.chg),
    implicitHydrogens: molecule.atoms.map((one) => one.impHs ?? atom.impHs),
    aromatic,
    chiral: molecule.atoms.map(hasConfiguration),
    bonds: molecule.bonds.map(({ bo = order, atoms: [from, to] }, index) => {
      return { from, to, order: bo, aromatic: aromaticBonds[index]! }
    }),
    ...ringsAndRanks(rdkit),
  })
}

function ringsAndRanks({ atomRings = [], cipRanks = [] }: Partial<Extension> = {}) {
  return { rings: atomRings, cipRanks }
}

function hasConfiguration({ stereo }: JsonAtom): boolean {
  return stereo === 'cw' || stereo === 'ccw'
}

function flags(size: number, indices: readonly number[] = []): boolean[] {
  const set = Array.from({ length: size }, () => false)
  for (const index of indices) set[index] = true
  return set
}
