import { ParseError } from '../errors.ts'

/** What a new value must obey: in words for the model, and where possible as a check that can not be talked round. */
export type Constraint<T = any> = string | CheckedConstraint<T>

export interface CheckedConstraint<T = any> {
  readonly text: string
  /** What is wrong with a value, in words for the model; undefined if nothing is. */
  check(value: T): string | undefined | Promise<string | undefined>
}

export function constraintText(constraint: Constraint): string {
  return typeof constraint === 'string' ? constraint : constraint.text
}

/** @throws ParseError naming every constraint that the value breaks. */
export async function checkConstraints(value: unknown, constraints: readonly Constraint[]): Promise<void> {
  const defects: string[] = []
  for (const constraint of constraints) {
    const defect = typeof constraint === 'string' ? undefined : await constraint.check(value)
    if (defect !== undefined) defects.push(`it must obey "${constraintText(constraint)}", but ${defect}`)
  }
  if (defects.length > 0) throw new ParseError(defects.join('; '))
}
