import type { Cursor } from './cursor.ts'

/** A logical expression over the primitives of an atom or of a bond. */
export type Expression<Primitive> =
  | { readonly op: 'is'; readonly primitive: Primitive }
  | { readonly op: 'not'; readonly of: Expression<Primitive> }
  | { readonly op: 'all' | 'any'; readonly of: readonly Expression<Primitive>[] }

/** Reads one primitive, or leaves the cursor where it is and returns undefined. */
export type ReadPrimitive<Primitive> = (cursor: Cursor) => Primitive | undefined

/**
 * Reads an expression with the precedence of SMARTS: `!` binds tightest, then juxtaposition and `&`, then
 * `,`, then `;`. Undefined where no primitive stands at the cursor.
 */
export function readExpression<P>(cursor: Cursor, read: ReadPrimitive<P>): Expression<P> | undefined {
  const not = (): Expression<P> | undefined => {
    if (!cursor.skip('!')) {
      const primitive = read(cursor)
      return primitive === undefined ? undefined : { op: 'is', primitive }
    }
    return { op: 'not', of: not() ?? cursor.fail('nothing follows "!"') }
  }
  const and = (): Expression<P> | undefined => {
    const parts: Expression<P>[] = []
    for (let part = not(); part;) {
      parts.push(part)
      part = cursor.skip('&') ? (not() ?? cursor.fail('nothing follows "&"')) : not()
    }
    return join('all', parts)
  }
  const or = () => list(cursor, ',', 'any', and)
  return list(cursor, ';', 'all', or)
}

function list<P>(cursor: Cursor, mark: ',' | ';', op: 'all' | 'any', read: () => Expression<P> | undefined) {
  const first = read()
  if (!first) return undefined
  const parts = [first]
  while (cursor.skip(mark)) parts.push(read() ?? cursor.fail(`nothing follows "${mark}"`))
  return join(op, parts)
}

function join<P>(op: 'all' | 'any', parts: readonly Expression<P>[]): Expression<P> | undefined {
  return parts.length > 1 ? { op, of: parts } : parts[0]
}
