import type { Mol } from '@rdkit/rdkit'

import { filterSets } from '../filters/catalog.ts'
import { metFilters } from '../filters/find.ts'
import { drugRuleNames, judge } from '../measures/drug-rules.ts'
import { properties, propertyNames } from '../measures/properties.ts'
import { qedPropertyNames } from '../measures/qed-constants.ts'
import { measure, qed } from '../measures/qed.ts'
import { syntheticAccessibility } from '../measures/synthetic-accessibility.ts'
import type { Graph } from '../smarts/graph.ts'
import type { Refusal } from './guard.ts'
import { inchiOf } from './inchi.ts'
import type { Rdkit } from './module.ts'
import { graphOf, withMol } from './read.ts'

/** What a file of molecules can be scored by. */
export const measureNames = ['qed', 'sa', 'properties', 'rules', 'filters', 'inchikey'] as const

export type MeasureName = (typeof measureNames)[number]

type Cells = Readonly<Record<string, number | string | boolean>>

/** A molecule with the cells of its row. */
export interface Scored {
  readonly ok: true
  /** RDKit's canonical SMILES. */
  readonly canonical: string
  readonly cells: Cells
}

interface Subject {
  readonly rdkit: Rdkit
  readonly mol: Mol
  readonly graph: Graph
}

interface Measure {
  readonly columns: readonly string[]
  readonly cells: (subject: Subject) => Cells
}

const measures: Readonly<Record<MeasureName, Measure>> = {
  qed: {
    columns: ['qed', ...qedPropertyNames],
    cells: ({ graph }) => {
      const measured = measure(graph)
      return { qed: qed(measured), ...measured }
    },
  },
  sa: { columns: ['sa'], cells: ({ graph }) => ({ sa: syntheticAccessibility(graph) }) },
  properties: { columns: propertyNames, cells: ({ graph }) => ({ ...properties(graph) }) },
  rules: {
    columns: drugRuleNames,
    cells: ({ graph }) => {
      const measured = properties(graph)
      return Object.fromEntries(drugRuleNames.map((rule) => [rule, judge(rule, measured).passes]))
    },
  },
  filters: {
    columns: filterSets,
    cells: ({ graph }) =>
      Object.fromEntries(
        filterSets.map((set) => [
          set,
          metFilters(graph, [set])
            .map(({ name }) => name)
            .join('; '),
        ]),
      ),
  },
  inchikey: {
    columns: ['inchikey'],
    cells: ({ rdkit, mol }) => ({ inchikey: inchiOf(rdkit, mol)?.key ?? '' }),
  },
}

/** The columns that measures fill, in order. */
export const columnsOf = (names: readonly MeasureName[]): string[] =>
  names.flatMap((name) => measures[name].columns)

/** Measures a molecule without reasons, for scoring many; or says why it is none. */
export function scoreRow(rdkit: Rdkit, smiles: string, names: readonly MeasureName[]): Scored | Refusal {
  const read = withMol(rdkit, smiles, (mol) => {
    const subject = { rdkit, mol, graph: graphOf(rdkit, mol) }
    const cells = names.map((name) => measures[name].cells(subject))
    return { canonical: mol.get_smiles(), cells: Object.assign({}, ...cells) as Cells }
  })
  return read.ok ? { ok: true, ...read.value } : read
}
