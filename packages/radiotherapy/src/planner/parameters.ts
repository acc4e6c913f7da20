import { ParseError, type Candidate, type Codec, type Dimension } from '@textgrad/core'

import type { Knob, Settings } from './knobs.ts'
import { projected } from './knobs.ts'

/** One number of the settings as a parameter of its own, for search that needs no gradient. */
export interface NumberParameter {
  /** Such as `Core weight` or `Core dose`. */
  readonly name: string
  readonly dimension: Extract<Dimension, { kind: 'number' }>
  readonly unit: 'Gy' | ''
  readonly textOf: (settings: Settings) => string
}

/** Weights on a logarithmic scale, doses on a linear one. */
export function numberParameters(knobs: readonly Knob[]): readonly NumberParameter[] {
  return knobs.flatMap(({ name, weight, level }, index): NumberParameter[] => [
    {
      name: `${name} weight`,
      dimension: { kind: 'number', ...weight, scale: 'log' },
      unit: '',
      textOf: (settings) => String(settings[index]!.weight),
    },
    ...(level
      ? [
          {
            name: `${name} dose`,
            dimension: { kind: 'number', ...level } as const,
            unit: 'Gy' as const,
            textOf: (settings: Settings) => String(settings[index]!.level),
          },
        ]
      : []),
  ])
}

/** The number that a parameter is, where it is one. */
export const numberOf = (
  parameter: string,
  { knobs }: { readonly knobs: readonly Knob[] },
): NumberParameter | undefined => numberParameters(knobs).find(({ name }) => name === parameter)

/** Settings as a parameter for each number. */
export const asNumbers = (settings: Settings, knobs: readonly Knob[]): Candidate =>
  Object.fromEntries(numberParameters(knobs).map(({ name, textOf }) => [name, textOf(settings)]))

/** The settings that numbers are, in the order of `numberParameters`. */
export function fromNumbers(values: readonly number[], knobs: readonly Knob[]): Settings {
  const left = values.values()
  return knobs.map((knob) => {
    const weight = left.next().value!
    return projected({ weight, ...(knob.level && { level: left.next().value! }) }, knob)
  })
}

/** A number within its range: what is outside is moved in. */
export function rangeCodec({ name, dimension: { from, to } }: NumberParameter): Codec<number> {
  return {
    name: 'number-in-range',
    render: String,
    parse(written) {
      const value = Number(written.trim())
      if (written.trim() !== '' && Number.isFinite(value)) return Math.min(to, Math.max(from, value))
      throw new ParseError(
        `${name} is ${JSON.stringify(written)}; write a number from ${from} to ${to} and nothing else`,
      )
    },
  }
}
