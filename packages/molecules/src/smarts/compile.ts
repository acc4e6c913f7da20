import { compileAtom, type AtomTest } from './atom-test.ts'
import { compileBond } from './bond-test.ts'
import type { Graph } from './graph.ts'
import { findFirst } from './match.ts'
import { parseSmarts, type ParsedPattern } from './parse.ts'
import { planOf, type Pattern } from './plan.ts'

/**
 * Compiles a SMARTS.
 * @throws {SmartsError} where it is wrong or uses what is not supported
 */
export function compile(smarts: string): Pattern {
  return compileParsed(parseSmarts(smarts), smarts)
}

function compileParsed(parsed: ParsedPattern, smarts: string): Pattern {
  const atoms = parsed.atoms.map((atom) => compileAtom(atom, recursiveTest))
  const bonds = parsed.bonds.map(({ from, to, expression }) => ({ from, to, bits: compileBond(expression) }))
  return { smarts, size: atoms.length, atoms, search: planOf(atoms, bonds), rooted: planOf(atoms, bonds, 0) }
}

/** `$(...)` as a test of its first atom, asked at most once per atom of a molecule. */
function recursiveTest(parsed: ParsedPattern, smarts: string): AtomTest {
  const { atoms, rooted } = compileParsed(parsed, smarts)
  const first = atoms[0]!
  if (atoms.length === 1) return first
  const look = (graph: Graph, atom: number): boolean => {
    let answers = graph.answers.get(rooted)
    if (!answers) graph.answers.set(rooted, (answers = new Uint8Array(graph.size)))
    if (answers[atom] === 0) answers[atom] = findFirst(rooted, graph, atom) ? 1 : 2
    return answers[atom] === 1
  }
  return { kinds: first.kinds, flags: first.flags, look }
}
