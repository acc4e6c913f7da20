import { fn, ParseError, shown, type Call, type Feedback, type Variable } from '@textgrad/core'

import type { Chemistry } from '../rdkit/chemistry.ts'
import type { Examination, Findings } from '../rdkit/examine.ts'
import { checkInquiry, type Inquiry } from '../rdkit/inquiry.ts'

/** A measure as an op: give it a molecule, get a loss that says exactly what to change. */
export type MoleculeLoss<K extends keyof Findings> = (
  molecule: Variable,
  call?: Call,
) => Promise<Variable<Examination<K>>>

export interface Examined<K extends keyof Findings> {
  /** Kebab-case: it is part of ids. */
  readonly name: string
  /** What is measured, in words. */
  readonly role: string
  readonly inquiry: Inquiry<K>
  /** The result in one line. */
  readonly render: (examination: Examination<K>) => string
  readonly feedback: (examination: Examination<K>) => Feedback
}

/**
 * Makes an op of an inquiry. Text that is no molecule becomes feedback.
 * @throws {TypeError | RangeError} for an inquiry that no molecule could answer
 */
export function examined<K extends keyof Findings>(rdkit: Chemistry, measure: Examined<K>): MoleculeLoss<K> {
  const { name, role, inquiry, render, feedback } = measure
  checkInquiry(inquiry as Inquiry)
  const op = fn(
    { name, role, codec: shown(render), backward: ({ result }) => [feedback(result)] },
    async ([smiles]: readonly [string], { signal }: Call) => {
      const examination = await rdkit.examine(smiles, inquiry, { signal })
      if (!examination.ok) throw new ParseError(`it can not be measured: ${examination.reason}`)
      return examination
    },
  )
  return (molecule, call) => op([molecule], call)
}

/**
 * The same, for an inquiry that compares with another molecule, which is read before the first use.
 * @throws {TypeError} on use, where that is no molecule
 */
export function comparing<K extends keyof Findings>(
  rdkit: Chemistry,
  measure: Examined<K>,
  other: { readonly input: string; readonly smiles: string },
): MoleculeLoss<K> {
  const op = examined(rdkit, measure)
  let read: ReturnType<Chemistry['measure']> | undefined
  return async (molecule, call) => {
    const known = await (read ??= rdkit.measure(other.smiles))
    if (known.ok) return op(molecule, call)
    const shown = JSON.stringify(other.smiles.slice(0, 200))
    throw new TypeError(`Expected ${other.input} to be a molecule in SMILES, got ${shown}: ${known.reason}`)
  }
}

/** Such as `atom 3` or `atoms 3 4 7`; at most 30 are named. */
export function atomList(atoms: readonly number[]): string {
  const most = 30
  const named = atoms.slice(0, most).join(' ')
  return `atom${atoms.length === 1 ? '' : 's'} ${named}${atoms.length > most ? ' ...' : ''}`
}

/** A number as a sentence shows it: whole, or with four significant places at most. */
export function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)))
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
