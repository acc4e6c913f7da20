import { compile } from '../smarts/compile.ts'
import type { Graph } from '../smarts/graph.ts'
import { matchesAt } from '../smarts/match.ts'
import type { Pattern } from '../smarts/plan.ts'
import { crippenTable } from './crippen-table.ts'
import { once } from './once.ts'

interface Row {
  readonly contribution: number
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
      const [, contribution, ...patterns] = line.trim().split(' ')
      return patterns.map((smarts) => ({ smarts, contribution: Number(contribution) }))
    })
  const hydrogens = rows.filter((row) => row.smarts.startsWith('[#1]'))
  return {
    byKind: new Map(),
    atoms: rows.map(({ smarts, contribution }) => ({ contribution, pattern: compile(smarts) })),
    hydrogens: hydrogens.map(({ smarts, contribution }) => {
      return { contribution, pattern: compile(smarts.slice('[#1]'.length) || '*') }
    }),
  }
})

/**
 * The octanol-water partition coefficient (logP) after Wildman and Crippen, hydrogens included. An atom that
 * no type fits contributes nothing.
 */
export function alogp(graph: Graph): number {
  const { atoms, byKind, hydrogens } = table()
  let logp = 0
  for (let atom = 0; atom < graph.size; atom++) {
    const kind = graph.kind[atom]!
    let rows = byKind.get(kind)
    if (!rows) {
      rows = atoms.filter((row) => (row.pattern.atoms[0]!.kinds & kind) !== 0)
      byKind.set(kind, rows)
    }
    logp += first(rows, graph, atom)
  }
  for (let atom = 0; atom < graph.size; atom++) {
    const count = graph.implicitHydrogens[atom]!
    const each = count > 0 ? first(hydrogens, graph, atom) : 0
    for (let k = 0; k < count; k++) logp += each
  }
  return logp
}

function first(rows: readonly Row[], graph: Graph, atom: number): number {
  for (const row of rows) if (matchesAt(row.pattern, graph, atom)) return row.contribution
  return 0
}
