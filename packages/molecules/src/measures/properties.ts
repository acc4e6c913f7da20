import type { Graph } from '../smarts/graph.ts'
import { donors, rotatableBonds } from './counts.ts'
import { crippen } from './crippen.ts'
import { ringCounts } from './rings.ts'
import { stereocentres } from './stereocentres.ts'
import { tpsa } from './tpsa.ts'
import { molecularWeight } from './weight.ts'

/** What chemists ask of a molecule first. */
export interface Properties {
  /** Average molecular weight in u. */
  readonly weight: number
  /** Crippen's octanol-water partition coefficient. */
  readonly logp: number
  /** Crippen's molar refractivity in cm³/mol. */
  readonly refractivity: number
  /** Topological polar surface area in Å². */
  readonly tpsa: number
  /** Atoms with all hydrogens. */
  readonly atoms: number
  readonly heavyAtoms: number
  /** Hydrogen bond donors by RDKit's patterns (`NumHBD`), as in QED. */
  readonly donors: number
  /** Nitrogen and oxygen atoms: Lipinski's hydrogen bond acceptors. */
  readonly nitrogensAndOxygens: number
  /** Hydrogens on nitrogen and oxygen: Lipinski's hydrogen bond donors. */
  readonly polarHydrogens: number
  /** Rotatable bonds in RDKit's strict sense. */
  readonly rotatableBonds: number
  /** Share of the carbon atoms with four neighbours, from 0 to 1. */
  readonly fractionSp3: number
  readonly rings: number
  readonly aromaticRings: number
  readonly aliphaticRings: number
  readonly saturatedRings: number
  readonly heterocycles: number
  readonly macrocycles: number
  readonly spiroAtoms: number
  readonly bridgeheads: number
  /** Tetrahedral stereocentres, of known configuration or not. */
  readonly stereocentres: number
  /** Those of unknown configuration. */
  readonly unspecifiedStereocentres: number
}

export type PropertyName = keyof Properties

/** The names of all properties, with what they are called in a sentence and their unit. */
export const propertyWords: Readonly<Record<PropertyName, readonly [words: string, unit: string]>> = {
  weight: ['molecular weight', 'u'],
  logp: ['lipophilicity (logP)', ''],
  refractivity: ['molar refractivity', 'cm³/mol'],
  tpsa: ['polar surface area', 'Å²'],
  atoms: ['the number of atoms with hydrogens', ''],
  heavyAtoms: ['the number of heavy atoms', ''],
  donors: ['the number of hydrogen-bond donors', ''],
  nitrogensAndOxygens: ['the number of nitrogen and oxygen atoms', ''],
  polarHydrogens: ['the number of hydrogens on nitrogen and oxygen', ''],
  rotatableBonds: ['the number of rotatable bonds', ''],
  fractionSp3: ['the share of carbon atoms with four neighbours', ''],
  rings: ['the number of rings', ''],
  aromaticRings: ['the number of aromatic rings', ''],
  aliphaticRings: ['the number of aliphatic rings', ''],
  saturatedRings: ['the number of saturated rings', ''],
  heterocycles: ['the number of heterocycles', ''],
  macrocycles: ['the number of macrocycles', ''],
  spiroAtoms: ['the number of spiro atoms', ''],
  bridgeheads: ['the number of bridgehead atoms', ''],
  stereocentres: ['the number of stereocentres', ''],
  unspecifiedStereocentres: ['the number of stereocentres without a configuration', ''],
}

export const propertyNames = Object.keys(propertyWords) as readonly PropertyName[]

/** Measures all properties, each equal to RDKit's descriptor. */
export function properties(graph: Graph): Properties {
  const { logp, refractivity } = crippen(graph)
  const { rings, aromatic, aliphatic, saturated, heterocycles, macrocycles, spiro, bridgeheads } =
    ringCounts(graph)
  const centres = stereocentres(graph)
  const polar = indices(graph, (atom) => graph.element[atom] === 7 || graph.element[atom] === 8)
  return {
    weight: molecularWeight(graph),
    logp,
    refractivity,
    tpsa: tpsa(graph),
    atoms: graph.implicitHydrogens.reduce((sum, count) => sum + count, graph.size),
    heavyAtoms: indices(graph, (atom) => graph.element[atom]! > 1).length,
    donors: donors(graph),
    nitrogensAndOxygens: polar.length,
    polarHydrogens: polar.reduce((sum, atom) => sum + graph.hydrogens[atom]!, 0),
    rotatableBonds: rotatableBonds(graph),
    fractionSp3: fractionSp3(graph),
    rings,
    aromaticRings: aromatic,
    aliphaticRings: aliphatic,
    saturatedRings: saturated,
    heterocycles,
    macrocycles,
    spiroAtoms: spiro,
    bridgeheads,
    stereocentres: centres.length,
    unspecifiedStereocentres: centres.filter((atom) => !graph.chiral[atom]).length,
  }
}

function fractionSp3(graph: Graph): number {
  const carbons = indices(graph, (atom) => graph.element[atom] === 6)
  const saturated = carbons.filter((atom) => {
    const connections = graph.neighbours[atom]!.length + graph.implicitHydrogens[atom]!
    return connections === 4
  })
  return carbons.length > 0 ? saturated.length / carbons.length : 0
}

function indices(graph: Graph, test: (atom: number) => boolean): number[] {
  return graph.element.flatMap((_, atom) => (test(atom) ? atom : []))
}
