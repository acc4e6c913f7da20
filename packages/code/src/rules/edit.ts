import type { SyntaxNode } from '@lezer/common'

import type { PythonProgram } from './python-program.ts'

/** A change of a program: some of its text is replaced. */
export interface Edit {
  readonly kind: EditKind
  readonly from: number
  readonly to: number
  readonly insert: string
  /** How often such an edit is what a bug needs, from 0 to 1, before anything is known of the place. */
  readonly prior: number
}

export type EditKind =
  | 'operator'
  | 'bound'
  | 'constant'
  | 'condition'
  | 'name'
  | 'call'
  | 'expression'
  | 'statement'

/** A place that edits are made for. */
export interface Site {
  readonly node: SyntaxNode
  readonly program: PythonProgram
}

/** Edits of one kind at a place; none where it is no place for them. */
export type EditMaker = (site: Site) => readonly Edit[]

export function applied({ source }: PythonProgram, { from, to, insert }: Edit): string {
  return source.slice(0, from) + insert + source.slice(to)
}

/** Makes edits that replace a node. */
export function replacing(kind: EditKind, { from, to }: { readonly from: number; readonly to: number }) {
  return (insert: string, prior: number): Edit => ({ kind, from, to, insert, prior })
}
