import { feedback, satisfied, type Feedback } from '@textgrad/core'

import { isWithin, type Bounds } from '../measures/drug-rules.ts'
import { propertyNames, propertyWords, type PropertyName } from '../measures/properties.ts'
import type { Chemistry } from '../rdkit/chemistry.ts'
import type { Examination } from '../rdkit/examine.ts'
import { capital, examined, figure, type MoleculeLoss } from './examined.ts'

/** Where a property is to lie; a bound that is left out does not matter. */
export type Range = Omit<Bounds, 'property'>

/**
 * A property of a molecule, such as `weight`, `logp`, `tpsa` or `rings`, as a loss that is satisfied within a
 * range: its feedback says exactly which way it must change and by how much.
 * @throws {TypeError} for an unknown property or a range without bounds; {RangeError} for bounds in wrong order
 */
export function property(rdkit: Chemistry, name: PropertyName, range: Range): MoleculeLoss<'properties'> {
  if (!propertyNames.includes(name))
    throw new TypeError(`Expected a property of ${propertyNames.join(', ')}, got ${JSON.stringify(name)}`)
  const { from, to } = range
  if (from === undefined && to === undefined)
    throw new TypeError(`Expected from or to for the property ${name}, got neither`)
  if (!((from ?? -Infinity) <= (to ?? Infinity)))
    throw new RangeError(`Expected from to be at most to for the property ${name}, got ${from} and ${to}`)
  const [words, unit] = propertyWords[name]
  return examined(rdkit, {
    name: `property-${name.toLowerCase()}`,
    role: words,
    inquiry: { about: 'properties' },
    render: ({ finding }) => `${words} ${figure(finding[name])}${unit && ` ${unit}`}`,
    feedback: (examination) => propertyFeedback(examination, { property: name, ...range }),
  })
}

/** The exact textual gradient of a property: which way it must change, and by how much. */
function propertyFeedback({ canonical, finding }: Examination<'properties'>, bounds: Bounds): Feedback {
  const value = finding[bounds.property]
  if (isWithin(value, bounds)) return satisfied
  const { change, by } = distance(value, bounds)
  const [words] = propertyWords[bounds.property]
  return feedback(
    `${capital(words)} of ${canonical} is ${withUnit(value, bounds)}; wanted is ${wanted(bounds)}: ${change} it by ` +
      `${withUnit(by, bounds)}.`,
    { goal: 'property', property: bounds.property, value, change, by },
  )
}

/** How far a value lies outside its bounds, and which way leads back. */
export function distance(value: number, { from, to }: Range): { change: 'raise' | 'lower'; by: number } {
  return from !== undefined && value < from
    ? { change: 'raise', by: from - value }
    : { change: 'lower', by: value - (to ?? value) }
}

/** Such as `160 to 480 u`, `at most 5`. */
export function wanted({ property, from, to }: Bounds): string {
  const [, unit] = propertyWords[property]
  const end = unit && ` ${unit}`
  if (from === undefined) return `at most ${to}${end}`
  return to === undefined ? `at least ${from}${end}` : `${from} to ${to}${end}`
}

/** A value of a property with its unit. */
export function withUnit(value: number, { property }: Pick<Bounds, 'property'>): string {
  const [, unit] = propertyWords[property]
  return `${figure(value)}${unit && ` ${unit}`}`
}
