import type { Mol } from '@rdkit/rdkit'

import { filterHits, type FilterHit } from '../filters/find.ts'
import { judge, type Verdict } from '../measures/drug-rules.ts'
import { properties, type Properties } from '../measures/properties.ts'
import { explainAccessibility, type SyntheticAccessibility } from '../measures/synthetic-accessibility.ts'
import { compare, type Similarity } from '../similarity/similarity.ts'
import { occurrencesOf, type Occurrence } from '../similarity/substructures.ts'
import type { Graph } from '../smarts/graph.ts'
import { commonSubstructure, type CommonSubstructure } from './common-substructure.ts'
import { refuse, type Refusal } from './guard.ts'
import { inchiOf, type Inchi } from './inchi.ts'
import type { Inquiry } from './inquiry.ts'
import type { Rdkit } from './module.ts'
import { graphOf, withMol, type Reading } from './read.ts'

/** What is found out, by what was asked. Atoms count from 0 in the order of the canonical SMILES. */
export interface Findings {
  properties: Properties
  accessibility: SyntheticAccessibility
  inchi: Inchi
  rules: readonly Verdict[]
  filters: readonly FilterHit[]
  substructures: readonly Occurrence[]
  similarity: Similarity
  'common-substructure': CommonSubstructure
}

/** What a molecule is, and what was asked about it. */
export interface Examination<K extends keyof Findings = keyof Findings> {
  readonly ok: true
  /** RDKit's canonical SMILES. */
  readonly canonical: string
  readonly finding: Findings[K]
}

interface Subject {
  readonly rdkit: Rdkit
  readonly mol: Mol
  readonly graph: Graph
}

/** Finds out what is asked about a molecule, or says why it can not be. */
export function examine(rdkit: Rdkit, smiles: string, inquiry: Inquiry): Examination | Refusal {
  const canonical = withMol(rdkit, smiles, (mol) => mol.get_smiles())
  if (!canonical.ok) return canonical
  // Read anew, so that atoms are counted in the order of the SMILES that everybody sees from here on.
  const read = withMol(rdkit, canonical.value, (mol) =>
    answer({ rdkit, mol, graph: graphOf(rdkit, mol) }, inquiry),
  )
  if (!read.ok) return read
  return read.value.ok ? { ok: true, canonical: canonical.value, finding: read.value.value } : read.value
}

function answer({ rdkit, mol, graph }: Subject, inquiry: Inquiry): Reading<Findings[keyof Findings]> {
  switch (inquiry.about) {
    case 'properties':
      return known(properties(graph))
    case 'accessibility':
      return known(explainAccessibility(graph))
    case 'inchi': {
      const inchi = inchiOf(rdkit, mol)
      return inchi ? known(inchi) : refuse('InChI can not describe it')
    }
    case 'rules': {
      const measured = properties(graph)
      return known(inquiry.rules.map((rule) => judge(rule, measured)))
    }
    case 'filters':
      return known(filterHits(graph, inquiry.sets))
    case 'substructures':
      return known(occurrencesOf(graph, inquiry.smarts))
    case 'similarity':
      return withOther(rdkit, inquiry.reference, (other) => compare(graph, graphOf(rdkit, other), inquiry))
    case 'common-substructure':
      return withOther(rdkit, inquiry.start, (start) => commonSubstructure(rdkit, mol, start, inquiry))
  }
}

const known = <T>(value: T): Reading<T> => ({ ok: true, value })

function withOther<T>(rdkit: Rdkit, smiles: string, use: (other: Mol) => T): Reading<T> {
  const read = withMol(rdkit, smiles, use)
  return read.ok
    ? read
    : refuse(`it is compared with ${JSON.stringify(smiles.slice(0, 200))}: ${read.reason}`)
}
