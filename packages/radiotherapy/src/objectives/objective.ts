import { maxDvh, minDvh } from './dose-volume.ts'
import { eud } from './eud.ts'
import type { Evaluated } from './evaluated.ts'
import type { ObjectiveKind } from './kind.ts'
import { meanDose, squaredMeanDose } from './mean-dose.ts'
import { dividedDoses, penalty, wrongWith, type Parameter } from './parameter.ts'
import { squaredDeviation, squaredOverdosing, squaredUnderdosing } from './squared.ts'

/** Every kind of objective by name. */
export const objectiveKinds = {
  squaredDeviation,
  squaredOverdosing,
  squaredUnderdosing,
  meanDose,
  squaredMeanDose,
  eud,
  maxDvh,
  minDvh,
} as const

export type ObjectiveName = keyof typeof objectiveKinds

type ValuesOf<Kind> = Kind extends ObjectiveKind<infer Values> ? Values : never

/**
 * What a structure should get, as JSON: `{ kind: 'maxDvh', dose: 40, volume: 30, penalty: 100 }`. Doses are in Gy over the
 * whole course, volumes in per cent.
 */
export type Objective = {
  readonly [Name in ObjectiveName]: {
    readonly kind: Name
    /** How much it counts: from 0 up. */
    readonly penalty: number
  } & ValuesOf<(typeof objectiveKinds)[Name]>
}[ObjectiveName]

/** The parameters of an objective of that kind, with its penalty, by name. */
export function parametersOf(kind: ObjectiveName): Readonly<Record<string, Parameter>> {
  return { ...objectiveKinds[kind].parameters, penalty }
}

/** What is wrong with something that should be an objective: the field, and the rule that it breaks. */
export function wrongField(
  objective: Readonly<Record<string, unknown>>,
): { readonly field: string; readonly rule: string } | undefined {
  const { kind, ...values } = objective
  if (typeof kind !== 'string' || !Object.hasOwn(objectiveKinds, kind)) {
    const kinds = Object.keys(objectiveKinds).join(', ')
    return { field: 'kind', rule: `expected one of ${kinds}, got ${JSON.stringify(kind)}` }
  }
  const parameters = parametersOf(kind as ObjectiveName)
  for (const [field, parameter] of Object.entries(parameters)) {
    const rule = wrongWith(parameter, values[field])
    if (rule !== undefined) return { field, rule }
  }
  const unknown = Object.keys(values).find((field) => !Object.hasOwn(parameters, field))
  return unknown === undefined
    ? undefined
    : { field: unknown, rule: `expected none but ${Object.keys(parameters).join(', ')}` }
}

/** Whether it is convex in the doses. */
export const isConvex = (objective: Objective): boolean => kindOf(objective).convex(objective)

/** Its value, without the penalty, and the gradient by dose, for doses in the unit of its dose parameters. */
export const evaluate = (objective: Objective, doses: Float64Array): Evaluated =>
  kindOf(objective).evaluate(doses, objective)

/** The same objective for the dose of one of so many fractions. */
export const perFraction = (objective: Objective, fractions: number): Objective =>
  dividedDoses(objective, kindOf(objective).parameters, fractions)

/** The kind of an objective; that its parameters are those of its kind, the type `Objective` says. */
const kindOf = ({ kind }: Objective): ObjectiveKind<any> => objectiveKinds[kind]
