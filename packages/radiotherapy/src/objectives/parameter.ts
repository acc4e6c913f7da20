/** What a number of an objective or constraint means: enough to read, bound and describe it without knowing which it is. */
export interface Parameter {
  /** In words, for a person or a model. */
  readonly title: string
  /** Doses are of the whole course; they are divided by the number of fractions where doses are compared. */
  readonly kind: 'dose' | 'volume' | 'exponent' | 'penalty'
  readonly unit: 'Gy' | '%' | ''
  readonly from: number
  readonly to: number
  /** Values between `from` and `to` that are none: above the first number and below the second. */
  readonly except?: readonly [number, number]
}

/** The name of each parameter of an objective or constraint, and what it means. */
export type Parameters<Values> = { readonly [Name in keyof Values]-?: Parameter }

/** No course of radiotherapy gives as much, so a greater number is a mistake, such as cGy. */
const mostGy = 200

export const dose = (title: string): Parameter => ({ title, kind: 'dose', unit: 'Gy', from: 0, to: mostGy })

export const volume = (title: string): Parameter => ({ title, kind: 'volume', unit: '%', from: 0, to: 100 })

/** Between 0 and 1 the derivative at no dose is infinite, and at 0 nothing is defined. */
export const exponent: Parameter = {
  title: 'exponent of the generalised mean: 1 is the mean, larger weighs hot spots, negative cold spots',
  kind: 'exponent',
  unit: '',
  from: -100,
  to: 100,
  except: [0, 1],
}

export const penalty: Parameter = {
  title: 'how much the objective counts',
  kind: 'penalty',
  unit: '',
  from: 0,
  to: 1e9,
}

/** What is wrong with a value, or undefined where nothing is. */
export function wrongWith({ from, to, unit, except }: Parameter, value: unknown): string | undefined {
  const got = typeof value === 'number' ? value : JSON.stringify(value)
  const [low, high] = except ?? [to, to]
  const isRight =
    typeof value === 'number' &&
    value >= from &&
    value <= to &&
    (except === undefined || value < low || value >= high)
  if (isRight) return undefined
  const gap = except === undefined ? '' : ` and not from ${low} to below ${high}`
  return `expected a number from ${from} to ${to}${unit && ` ${unit}`}${gap}, got ${got}`
}

/** The same values with the dose of one of so many fractions where they are doses. */
export function dividedDoses<Values extends object>(
  values: Values,
  parameters: Readonly<Record<string, Parameter>>,
  fractions: number,
): Values {
  const divided = Object.entries(values).map(([name, value]) => [
    name,
    parameters[name]?.kind === 'dose' && value !== undefined ? value / fractions : value,
  ])
  return Object.fromEntries(divided) as Values
}
