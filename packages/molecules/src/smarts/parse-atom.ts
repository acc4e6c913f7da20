import type { Cursor } from './cursor.ts'
import { elementOf } from './elements.ts'
import { readExpression, type Expression } from './expression.ts'

/** What can be counted at an atom. `some` in its place means: not zero. */
export type Count =
  | 'degree'
  | 'connectivity'
  | 'valence'
  | 'hydrogens'
  | 'implicitHydrogens'
  | 'rings'
  | 'smallestRing'
  | 'ringBonds'

/** One test of an atom; `Inner` is the pattern of a recursive `$(...)`. */
export type AtomPrimitive<Inner> =
  | { readonly is: 'anything' }
  | { readonly is: 'aromatic'; readonly value: boolean }
  | { readonly is: 'element'; readonly element: number; readonly aromatic?: boolean }
  | { readonly is: 'charge' | 'isotope'; readonly value: number }
  | { readonly is: 'count'; readonly of: Count; readonly value: number | 'some' }
  | { readonly is: 'recursive'; readonly smarts: string; readonly pattern: Inner }

export type AtomExpression<Inner> = Expression<AtomPrimitive<Inner>>

/** Reads the pattern inside `$(...)`; the cursor stands behind `$(` and is left at `)`. */
export type ReadInner<Inner> = (cursor: Cursor) => Inner

const counts: Readonly<Record<string, readonly [Count, number | 'some']>> = {
  D: ['degree', 1],
  X: ['connectivity', 1],
  v: ['valence', 1],
  H: ['hydrogens', 1],
  h: ['implicitHydrogens', 'some'],
  R: ['rings', 'some'],
  r: ['smallestRing', 'some'],
  x: ['ringBonds', 'some'],
}

/** Reads an atom: `C`, `c`, `*`, `a`, `[...]`. Undefined where none stands at the cursor. */
export function readAtom<Inner>(cursor: Cursor, inner: ReadInner<Inner>): AtomExpression<Inner> | undefined {
  if (!cursor.skip('[')) return readBareAtom(cursor)
  const hydrogen = cursor.take(/\d*H(?=([+-]\d*|\++|-+)?(:\d+)?\])/y)
  const expression = hydrogen
    ? labelledHydrogen(Number(hydrogen.slice(0, -1)), cursor, inner)
    : readExpression(cursor, (here) => readPrimitive(here, inner))
  if (!expression) cursor.fail('an atom needs at least one property between [ and ]')
  cursor.take(/:\d+/y)
  if (!cursor.skip(']')) cursor.fail(`"${cursor.next}" is not a property of an atom that is understood here`)
  return expression
}

// Alone in its brackets `H` is the element; elsewhere it counts hydrogens.
function labelledHydrogen<Inner>(isotope: number, cursor: Cursor, inner: ReadInner<Inner>) {
  const parts: AtomExpression<Inner>[] = [{ op: 'is', primitive: { is: 'element', element: 1 } }]
  if (isotope) parts.push({ op: 'is', primitive: { is: 'isotope', value: isotope } })
  const charge = readExpression(cursor, (here) => readPrimitive(here, inner))
  if (charge) parts.push(charge)
  return { op: 'all', of: parts } as const
}

function readBareAtom<Inner>(cursor: Cursor): AtomExpression<Inner> | undefined {
  const primitive = readElement<Inner>(cursor, /Cl|Br|[BCNOFPSI]|[bcnops]/y) ?? readClass<Inner>(cursor)
  return primitive && { op: 'is', primitive }
}

function readPrimitive<Inner>(cursor: Cursor, inner: ReadInner<Inner>): AtomPrimitive<Inner> | undefined {
  return (
    readElement<Inner>(cursor, /[A-Z][a-z]|se|as|te|si|[BCNOFPSIKVYWU]|[bcnops]/y) ??
    readClass<Inner>(cursor) ??
    readCount<Inner>(cursor) ??
    readCharge<Inner>(cursor) ??
    readNumbered<Inner>(cursor) ??
    readRecursive(cursor, inner)
  )
}

/**
 * As in RDKit, capital B, C, N, O, F, P, S, Cl, Br and I stand for the aliphatic atom, while the other
 * capitals (`[Se]`, `[Si]`) stand for the element in either form.
 */
function readElement<Inner>(cursor: Cursor, symbols: RegExp): AtomPrimitive<Inner> | undefined {
  const start = cursor.at
  let symbol = cursor.take(symbols)
  if (symbol === undefined) return undefined
  if (/^[a-z]/.test(symbol)) {
    return { is: 'element', element: elementOf(symbol[0]?.toUpperCase() + symbol.slice(1))!, aromatic: true }
  }
  if (elementOf(symbol) === undefined) {
    symbol = symbol.slice(0, 1)
    cursor.at = start + 1
  }
  if (/^[DXHRA]$/.test(symbol) || elementOf(symbol) === undefined) {
    cursor.at = start
    return undefined
  }
  const element = elementOf(symbol)!
  return /^([BCNOFPSI]|Cl|Br)$/.test(symbol)
    ? { is: 'element', element, aromatic: false }
    : { is: 'element', element }
}

function readClass<Inner>(cursor: Cursor): AtomPrimitive<Inner> | undefined {
  if (cursor.skip('*')) return { is: 'anything' }
  if (cursor.skip('A')) return { is: 'aromatic', value: false }
  return cursor.skip('a') ? { is: 'aromatic', value: true } : undefined
}

function readCount<Inner>(cursor: Cursor): AtomPrimitive<Inner> | undefined {
  const count = counts[cursor.next]
  if (!count) return undefined
  cursor.at += 1
  if (cursor.next === '{') cursor.fail('ranges such as {2-3} are not supported')
  return { is: 'count', of: count[0], value: cursor.number() ?? count[1] }
}

function readCharge<Inner>(cursor: Cursor): AtomPrimitive<Inner> | undefined {
  const signs = cursor.take(/\++|-+/y)
  if (signs === undefined) return undefined
  const size = signs.length > 1 ? signs.length : (cursor.number() ?? 1)
  return { is: 'charge', value: signs.startsWith('+') ? size : 0 - size }
}

function readNumbered<Inner>(cursor: Cursor): AtomPrimitive<Inner> | undefined {
  if (cursor.skip('#')) {
    return { is: 'element', element: cursor.number() ?? cursor.fail('"#" needs an atomic number') }
  }
  const isotope = cursor.number()
  return isotope === undefined ? undefined : { is: 'isotope', value: isotope }
}

function readRecursive<Inner>(cursor: Cursor, inner: ReadInner<Inner>): AtomPrimitive<Inner> | undefined {
  const start = cursor.at
  if (!cursor.skip('$(')) return undefined
  const pattern = inner(cursor)
  if (!cursor.skip(')')) cursor.fail('"$(" is not closed')
  return { is: 'recursive', smarts: cursor.text.slice(start, cursor.at), pattern }
}
