import { Cursor } from './cursor.ts'
import { readExpression, type Expression } from './expression.ts'
import { readAtom, type AtomExpression } from './parse-atom.ts'

/** One test of a bond. `default` is the unwritten bond: single or aromatic. */
export type BondPrimitive = 'default' | '-' | '=' | '#' | '$' | ':' | '~' | '@'

interface ParsedBond {
  readonly from: number
  readonly to: number
  readonly expression: Expression<BondPrimitive>
}

/** A SMARTS as it is written: its atoms in order and the bonds between them. */
export interface ParsedPattern {
  readonly atoms: readonly AtomExpression<ParsedPattern>[]
  readonly bonds: readonly ParsedBond[]
}

interface Draft {
  readonly atoms: AtomExpression<ParsedPattern>[]
  readonly bonds: ParsedBond[]
  readonly openRings: Map<string, { readonly atom: number; readonly bond: BondText | undefined }>
}

type BondText = Expression<BondPrimitive>

const unwritten: BondText = { op: 'is', primitive: 'default' }

/**
 * Reads a SMARTS. Atom maps are ignored. Stereo of atoms, dative bonds, component groups `(A).(B)`, ranges
 * and RDKit's own extensions are refused with a `SmartsError`; `/` and `\` mean a single bond, as in
 * RDKit without chirality.
 */
export function parseSmarts(smarts: string): ParsedPattern {
  const cursor = new Cursor(smarts)
  const pattern = readPattern(cursor)
  if (!cursor.done) cursor.fail(`"${cursor.next}" is not expected`)
  return pattern
}

function readPattern(cursor: Cursor): ParsedPattern {
  const draft: Draft = { atoms: [], bonds: [], openRings: new Map() }
  readChain(cursor, draft, undefined)
  if (draft.openRings.size > 0) {
    cursor.fail(`ring bond ${[...draft.openRings.keys()].join(', ')} is not closed`)
  }
  return { atoms: draft.atoms, bonds: draft.bonds }
}

/** Reads atoms, ring bonds and branches up to `)` or the end; `previous` is the atom it hangs on. */
function readChain(cursor: Cursor, draft: Draft, previous: number | undefined): void {
  let last = readLinkedAtom(cursor, draft, previous)
  if (last === undefined) cursor.fail('an atom is expected')
  while (last !== undefined) {
    readRingBonds(cursor, draft, last)
    while (cursor.skip('(')) {
      readChain(cursor, draft, last)
      if (!cursor.skip(')')) cursor.fail('a branch "(" is not closed')
      readRingBonds(cursor, draft, last)
    }
    last = readLinkedAtom(cursor, draft, last)
  }
}

/** Reads an atom and the bond or dot before it; undefined where the chain ends. */
function readLinkedAtom(cursor: Cursor, draft: Draft, previous: number | undefined): number | undefined {
  const dot = previous !== undefined && cursor.skip('.')
  const bond = dot || previous === undefined ? undefined : readBond(cursor)
  const atom = readAtom(cursor, readPattern)
  if (atom === undefined) {
    if (dot || bond) cursor.fail('an atom is expected')
    return undefined
  }
  const index = draft.atoms.push(atom) - 1
  if (previous !== undefined && !dot) {
    draft.bonds.push({ from: previous, to: index, expression: bond ?? unwritten })
  }
  return index
}

function readRingBonds(cursor: Cursor, draft: Draft, atom: number): void {
  for (;;) {
    const start = cursor.at
    const bond = readBond(cursor)
    const label = cursor.take(/\d|%\d\d/y)
    if (label === undefined) {
      cursor.at = start
      return
    }
    const ring = label.replace(/^%/, '')
    const open = draft.openRings.get(ring)
    if (!open) {
      draft.openRings.set(ring, { atom, bond })
      continue
    }
    draft.openRings.delete(ring)
    if (open.atom === atom) cursor.fail(`ring bond ${ring} joins an atom with itself`)
    draft.bonds.push({ from: open.atom, to: atom, expression: bond ?? open.bond ?? unwritten })
  }
}

function readBond(cursor: Cursor): BondText | undefined {
  return readExpression(cursor, readBondPrimitive)
}

function readBondPrimitive(cursor: Cursor): BondPrimitive | undefined {
  if (/->|<-|[/\\]\?/y.test(cursor.text.slice(cursor.at, cursor.at + 2))) {
    cursor.fail('dative bonds and unspecified stereo are not supported')
  }
  const mark = cursor.take(/[-=#$:~@/\\]/y)
  return mark === '/' || mark === '\\' ? '-' : (mark as BondPrimitive | undefined)
}
