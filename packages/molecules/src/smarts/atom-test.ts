import type { Expression } from './expression.ts'
import type { Graph } from './graph.ts'
import type { AtomPrimitive, Count } from './parse-atom.ts'
import { anyKind, flag, isExact, kindOf, kindsOf } from './traits.ts'

/** Looks at one atom. */
type Look = (graph: Graph, atom: number) => boolean

/**
 * A compiled atom expression: the atom's kind must be one of `kinds`, it must have all `flags`, and where
 * these two do not decide, `look` must agree.
 */
export interface AtomTest {
  readonly kinds: number
  readonly flags: number
  readonly look: Look | undefined
}

/** Compiles an atom expression; `recursive` compiles the pattern of a `$(...)`. */
export function compileAtom<Inner>(
  expression: Expression<AtomPrimitive<Inner>>,
  recursive: (pattern: Inner, smarts: string) => AtomTest,
): AtomTest {
  switch (expression.op) {
    case 'is':
      return primitiveTest(expression.primitive, recursive)
    case 'not':
      return not(compileAtom(expression.of, recursive))
    case 'all':
      return all(expression.of.map((part) => compileAtom(part, recursive)))
    case 'any':
      return any(expression.of.map((part) => compileAtom(part, recursive)))
  }
}

/** Whether the test holds for an atom. */
export function holds(test: AtomTest, graph: Graph, atom: number): boolean {
  return (
    (graph.kind[atom]! & test.kinds) !== 0 &&
    (graph.flags[atom]! & test.flags) === test.flags &&
    (test.look === undefined || test.look(graph, atom))
  )
}

function all(tests: readonly AtomTest[]): AtomTest {
  const kinds = tests.reduce((bits, test) => bits & test.kinds, anyKind)
  const flags = tests.reduce((bits, test) => bits | test.flags, 0)
  const looks = tests.flatMap((test) => test.look ?? [])
  const look = looks.length > 1 ? (g: Graph, a: number) => looks.every((one) => one(g, a)) : looks[0]
  return { kinds, flags, look }
}

function any(tests: readonly AtomTest[]): AtomTest {
  const kinds = tests.reduce((bits, test) => bits | test.kinds, 0)
  const flags = tests.reduce((bits, test) => bits & test.flags, ~0)
  const plain = tests.every((test) => test.flags === 0 && test.look === undefined)
  return { kinds, flags, look: plain ? undefined : (g, a) => tests.some((test) => holds(test, g, a)) }
}

function not(test: AtomTest): AtomTest {
  if (test.flags === 0 && test.look === undefined) {
    return { kinds: anyKind & ~test.kinds, flags: 0, look: undefined }
  }
  return { kinds: anyKind, flags: 0, look: (graph, atom) => !holds(test, graph, atom) }
}

const only = (kinds: number, flags: number, look?: Look): AtomTest => ({ kinds, flags, look })

function primitiveTest<Inner>(
  primitive: AtomPrimitive<Inner>,
  recursive: (pattern: Inner, smarts: string) => AtomTest,
): AtomTest {
  switch (primitive.is) {
    case 'anything':
      return only(anyKind, 0)
    case 'aromatic':
      return only(anyKind, primitive.value ? flag.aromatic : flag.aliphatic)
    case 'element':
      return elementTest(primitive.element, primitive.aromatic)
    case 'charge':
      return chargeTest(primitive.value)
    case 'isotope':
      return isotopeTest(primitive.value)
    case 'count':
      return countTest(primitive.of, primitive.value)
    case 'recursive':
      return recursive(primitive.pattern, primitive.smarts)
  }
}

function elementTest(element: number, aromatic: boolean | undefined): AtomTest {
  const kinds = aromatic === undefined ? kindsOf(element) : kindOf(element, aromatic)
  if (isExact(kinds)) return only(kinds, 0)
  const flags = aromatic === undefined ? 0 : aromatic ? flag.aromatic : flag.aliphatic
  return only(kinds, flags, (graph, atom) => graph.element[atom] === element)
}

function chargeTest(charge: number): AtomTest {
  if (charge === 0) return only(anyKind, flag.neutral)
  const flags = charge > 0 ? flag.positive : flag.negative
  return only(anyKind, flags, (graph, atom) => graph.charge[atom] === charge)
}

function isotopeTest(isotope: number): AtomTest {
  return only(anyKind, isotope > 0 ? flag.isotope : 0, (graph, atom) => graph.isotope[atom] === isotope)
}

const reads: Readonly<Record<Count, (graph: Graph, atom: number) => number>> = {
  degree: (graph, atom) => graph.neighbours[atom]!.length,
  connectivity: (graph, atom) => graph.neighbours[atom]!.length + graph.implicitHydrogens[atom]!,
  valence: (graph, atom) => graph.valence[atom]!,
  hydrogens: (graph, atom) => graph.hydrogens[atom]!,
  implicitHydrogens: (graph, atom) => graph.implicitHydrogens[atom]!,
  rings: (graph, atom) => graph.ringCount[atom]!,
  smallestRing: (graph, atom) => graph.smallestRing[atom]!,
  ringBonds: (graph, atom) => graph.ringBonds[atom]!,
}

function countTest(of: Count, value: number | 'some'): AtomTest {
  const read = reads[of]
  const ring = of === 'rings' || of === 'smallestRing' || of === 'ringBonds'
  if (ring && (value === 'some' || value === 0)) return only(anyKind, value === 0 ? flag.chain : flag.ring)
  if (of === 'hydrogens' && value === 0) return only(anyKind, flag.bare)
  if (value === 'some') return only(anyKind, 0, (graph, atom) => read(graph, atom) > 0)
  const flags = ring ? flag.ring : of === 'hydrogens' ? flag.hydrogen : 0
  return only(anyKind, flags, (graph, atom) => read(graph, atom) === value)
}
