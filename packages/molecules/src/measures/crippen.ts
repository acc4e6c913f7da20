import { compile } from '../smarts/compile.ts'
import type { Graph } from '../smarts/graph.ts'
import { matchesAt } from '../smarts/match.ts'
import type { Pattern } from '../smarts/plan.ts'
import { crippenTable } from './crippen-table.ts'
import { once } from './once.ts'

/** What the atoms of a molecule add up to. */
export interface Crippen {
  /** The octanol-water partition coefficient. */
  readonly logp: number
  /** The molar refractivity in cm³/mol. */
  readonly refractivity: number
}

interface Row extends Crippen {
  readonly pattern: Pattern
}

interface Table {
  /** Rows for the atoms of a graph, by their kind. */
  readonly byKind: Map<number, readonly Row[]>
  readonly atoms: readonly Row[]
  /** Rows for hydrogens that are not atoms of the graph, matched from the atom that carries them. */
  readonly hydrogens: readonly Row[]
}

const table = once((): Table => {
  const rows = crippenTable
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [, logp, refractivity, ...patterns] = line.trim().split(' ')
      return patterns.map((smarts) => ({ smarts, logp: Number(logp), refractivity: Number(refractivity) }))
    })
  const hydrogens = rows.filter((row) => row.smarts.startsWith('[#1]'))
  return {
    byKind: new Map(),
    atoms: rows.map(({ smarts, ...row }) => ({ ...row, pattern: compile(smarts) })),
    hydrogens: hydrogens.map(({ smarts, ...row }) => {
      return { ...row, pattern: compile(smarts.slice('[#1]'.length) || '*') }
    }),
  }
})

/** The octanol-water partition coefficient (logP) after Wildman and Crippen. */
export const alogp = (graph: Graph): number => crippen(graph).logp

/**
 * The octanol-water partition coefficient and the molar refractivity after Wildman and Crippen, hydrogens
 * included. An atom that no type fits contributes nothing.
 */
export function crippen(graph: Graph): Crippen {
  const { hydrogens } = table()
  let logp = 0
  let refractivity = 0
  for (let atom = 0; atom < graph.size; atom++) {
    const row = first(rowsFor(graph.kind[atom]!), graph, atom)
    if (!row) continue
    logp += row.logp
    refractivity += row.refractivity
  }
  for (let atom = 0; atom < graph.size; atom++) {
    const count = graph.implicitHydrogens[atom]!
    const row = count > 0 ? first(hydrogens, graph, atom) : undefined
    if (!row) continue
    // One by one, as RDKit adds, so that the last digit is the same.
    for (let k = 0; k < count; k++) {
      logp += row.logp
      refractivity += row.refractivity
    }
  }
  return { logp, refractivity }
}

function rowsFor(kind: number): readonly Row[] {
  const { atoms, byKind } = table()
  let rows = byKind.get(kind)
  if (!rows) {
    rows = atoms.filter((row) => (row.pattern.atoms[0]!.kinds & kind) !== 0)
    byKind.set(kind, rows)
  }
  return rows
}

function first(rows: readonly Row[], graph: Graph, atom: number): Row | undefined {
  return rows.find((row) => matchesAt(row.pattern, graph, atom))
}
