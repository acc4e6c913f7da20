import type { ObjectiveName } from '../objectives/objective.ts'

/** An objective as matRad writes it. */
export interface MatRadObjective {
  readonly className: string
  readonly parameters: readonly unknown[]
  readonly penalty: unknown
}

/** The kind and the names of the parameters, in order, that a class of matRad stands for. */
const classes: Readonly<Record<string, { readonly kind: ObjectiveName; readonly names: readonly string[] }>> =
  {
    matRad_SquaredDeviation: { kind: 'squaredDeviation', names: ['dose'] },
    matRad_SquaredOverdosing: { kind: 'squaredOverdosing', names: ['dose'] },
    matRad_SquaredUnderdosing: { kind: 'squaredUnderdosing', names: ['dose'] },
    matRad_EUD: { kind: 'eud', names: ['dose', 'exponent'] },
    matRad_MaxDVH: { kind: 'maxDvh', names: ['dose', 'volume'] },
    matRad_MinDVH: { kind: 'minDvh', names: ['dose', 'volume'] },
  }

/** Of matRad_MeanDose the second parameter says how: 1 or nothing is |m - r|, 2 is (m - r)². */
const meanDoseKinds: Readonly<Record<number, ObjectiveName>> = { 1: 'meanDose', 2: 'squaredMeanDose' }

/** An objective with unchecked values, and what each of its fields is called in the bundle. */
export interface Named {
  readonly values: Readonly<Record<string, unknown>>
  readonly fields: Readonly<Record<string, string>>
}

/** What an objective of matRad stands for, or the field that is wrong, with the rule. */
export function fromMatRad({
  className,
  parameters,
  penalty,
}: MatRadObjective): Named | { field: string; rule: string } {
  const known = className === 'matRad_MeanDose' ? meanDose(parameters) : classes[className]
  if (!known) {
    if (className === 'matRad_MeanDose')
      return {
        field: 'parameters[1]',
        rule: `expected 1, linear, or 2, quadratic, got ${JSON.stringify(parameters[1])}`,
      }
    const names = [...Object.keys(classes), 'matRad_MeanDose'].join(', ')
    return { field: 'className', rule: `expected one of ${names}, got ${className}` }
  }
  const { kind, names } = known
  if (parameters.length > Math.max(names.length, className === 'matRad_MeanDose' ? 2 : 0))
    return {
      field: 'parameters',
      rule: `expected ${names.join(' and ')} only, got ${JSON.stringify(parameters)}`,
    }
  return {
    values: { kind, penalty, ...Object.fromEntries(names.map((name, index) => [name, parameters[index]])) },
    fields: Object.fromEntries(names.map((name, index) => [name, `parameters[${index}]`])),
  }
}

function meanDose([, how = 1]: readonly unknown[]): (typeof classes)[string] | undefined {
  const kind = typeof how === 'number' ? meanDoseKinds[how] : undefined
  return kind && { kind, names: ['dose'] }
}
