import type { Numbers } from '../hdf5/library.ts'

/** A value of MATLAB; arrays have the first dimension running fastest. */
export type MatValue =
  | { readonly kind: 'numbers'; readonly size: readonly number[]; readonly values: Numbers }
  | { readonly kind: 'text'; readonly size: readonly number[]; readonly text: string }
  | { readonly kind: 'cell'; readonly size: readonly number[]; readonly items: readonly MatValue[] }
  | {
      readonly kind: 'struct'
      readonly size: readonly number[]
      readonly items: readonly Readonly<Record<string, MatValue>>[]
    }
  | MatSparse
  /** An object of a class, or a function: only MATLAB knows what is in it. */
  | { readonly kind: 'opaque' }

/** A sparse matrix by columns: the entries of column j are those from `starts[j]` up to `starts[j + 1]`. */
export interface MatSparse {
  readonly kind: 'sparse'
  /** Rows and columns. */
  readonly size: readonly number[]
  readonly starts: Numbers
  readonly rows: Numbers
  readonly values: Numbers
}

export const elementsOf = (size: readonly number[]): number =>
  size.reduce((product, length) => product * length, 1)
