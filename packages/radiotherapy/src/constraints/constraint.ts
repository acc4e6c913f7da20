import { evaluate, isConvex, perFraction, wrongField, type Objective } from '../objectives/objective.ts'
import { dividedDoses, wrongWith, type Parameter } from '../objectives/parameter.ts'
import { minMaxDvh } from './dose-volume.ts'
import type { Bounded, ConstraintKind, Range } from './kind.ts'
import { minMaxDose, minMaxEud, minMaxMeanDose } from './min-max.ts'

/** Every kind of constraint on doses by name. */
export const constraintKinds = { minMaxDose, minMaxMeanDose, minMaxEud, minMaxDvh } as const

export type ConstraintName = keyof typeof constraintKinds

type ValuesOf<Kind> = Kind extends ConstraintKind<infer Values> ? Values : never

/**
 * What must hold for a structure, as JSON: `{ kind: 'minMaxDose', max: 45 }`. Doses are in Gy over the whole course, volumes
 * in per cent. `objectiveAtMost` bounds what an objective costs, without its penalty and in the unit of a fraction's dose:
 * what was reached for it before, and a little more.
 */
export type Constraint =
  | {
      readonly [Name in ConstraintName]: { readonly kind: Name } & ValuesOf<(typeof constraintKinds)[Name]>
    }[ConstraintName]
  | {
      readonly kind: 'objectiveAtMost'
      readonly objective: Objective
      readonly bound: number
      /** Default: 0. */
      readonly slack?: number
    }

/** What is wrong with something that should be a constraint: the field, and the rule that it breaks. */
export function wrongConstraintField(
  constraint: Readonly<Record<string, unknown>>,
): { readonly field: string; readonly rule: string } | undefined {
  const { kind, ...values } = constraint
  if (kind === 'objectiveAtMost') return wrongBound(values)
  if (typeof kind !== 'string' || !Object.hasOwn(constraintKinds, kind)) {
    const kinds = [...Object.keys(constraintKinds), 'objectiveAtMost'].join(', ')
    return { field: 'kind', rule: `expected one of ${kinds}, got ${JSON.stringify(kind)}` }
  }
  const parameters: Readonly<Record<string, Parameter>> = constraintKinds[kind as ConstraintName].parameters
  for (const [field, parameter] of Object.entries(parameters)) {
    const isAbsent = (field === 'min' || field === 'max') && values[field] === undefined
    const rule = isAbsent ? undefined : wrongWith(parameter, values[field])
    if (rule !== undefined) return { field, rule }
  }
  return wrongRange(values)
}

/** The parameters themselves are numbers or absent. */
function wrongRange(values: Readonly<Record<string, unknown>>): ReturnType<typeof wrongConstraintField> {
  const { min, max } = values as Range
  if (min === undefined && max === undefined) return { field: 'max', rule: 'expected min, max or both' }
  const isOrdered = min === undefined || max === undefined || min <= max
  return isOrdered ? undefined : { field: 'max', rule: `expected at least min, ${min}, got ${max}` }
}

function wrongBound(values: Readonly<Record<string, unknown>>): ReturnType<typeof wrongConstraintField> {
  for (const field of ['bound', 'slack']) {
    const value = values[field] ?? (field === 'slack' ? 0 : undefined)
    if (!(typeof value === 'number' && value >= 0 && value < Infinity))
      return { field, rule: `expected a number from 0 up, got ${JSON.stringify(value)}` }
  }
  const wrong = wrongField((values['objective'] ?? {}) as Readonly<Record<string, unknown>>)
  return wrong && { field: `objective.${wrong.field}`, rule: wrong.rule }
}

/** Whether the doses that fulfil it are a convex set. */
export const isConvexConstraint = (constraint: Constraint): boolean =>
  constraint.kind === 'objectiveAtMost'
    ? isConvex(constraint.objective)
    : kindOf(constraint).convex(constraint)

/** The functions that have to stay in their bounds, for doses in the unit of the dose parameters. */
export function evaluateConstraint(constraint: Constraint, doses: Float64Array): readonly Bounded[] {
  if (constraint.kind !== 'objectiveAtMost') return kindOf(constraint).evaluate(doses, constraint)
  const { objective, bound, slack = 0 } = constraint
  return [{ ...evaluate(objective, doses), lower: -Infinity, upper: bound + slack }]
}

/** The same constraint for the dose of one of so many fractions. */
export function constraintPerFraction(constraint: Constraint, fractions: number): Constraint {
  if (constraint.kind === 'objectiveAtMost')
    return { ...constraint, objective: perFraction(constraint.objective, fractions) }
  return dividedDoses(constraint, kindOf(constraint).parameters, fractions)
}

const kindOf = ({ kind }: { readonly kind: ConstraintName }): ConstraintKind<any> => constraintKinds[kind]
