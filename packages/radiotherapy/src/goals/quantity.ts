/** A number with the unit that it was written with. */
export interface Quantity {
  readonly value: number
  readonly unit: Unit
}

/** `%` is of what the metric says: of a volume, or of the prescription; '' is a pure number. */
export type Unit = 'Gy' | 'cc' | '%' | ''

/** How units are written, in small letters, with what one of each is. */
const spellings: Readonly<Record<string, Quantity>> = {
  gy: { value: 1, unit: 'Gy' },
  gray: { value: 1, unit: 'Gy' },
  cgy: { value: 0.01, unit: 'Gy' },
  cc: { value: 1, unit: 'cc' },
  ccm: { value: 1, unit: 'cc' },
  cm3: { value: 1, unit: 'cc' },
  'cm³': { value: 1, unit: 'cc' },
  ml: { value: 1, unit: 'cc' },
  '%': { value: 1, unit: '%' },
  '': { value: 1, unit: '' },
}

/** A decimal number as people write it, without a sign. */
export const decimal = String.raw`\d+(?:\.\d+)?|\.\d+`

const pattern = new RegExp(String.raw`^(${decimal})\s*([a-zµ%³3]*)$`, 'i')

/**
 * Reads `70.2 Gy`, `7020 cGy`, `20 %`, `0.1 cc` or `0.9`; doses come back in Gy. Without a unit nothing is assumed.
 * @throws RangeError saying what was expected.
 */
export function parseQuantity(text: string): Quantity {
  const [, number, written = ''] = pattern.exec(text.trim()) ?? []
  const unit = spellings[written.toLowerCase()]
  // mGy and MGy differ by their first letter only, and neither is what a course of radiotherapy is planned in.
  if (
    number === undefined ||
    unit === undefined ||
    (unit.unit === 'Gy' && !/^(c?Gy|c?gy|cGY|GY|[gG]ray)$/.test(written))
  )
    throw new RangeError(
      `expected a number with the unit Gy, cGy, % or cc, got ${JSON.stringify(text.trim())}`,
    )
  // Written by its digits, so that 7020 cGy is 70.2 Gy and not 70.20000000000002 Gy.
  return { value: Number((Number(number) * unit.value).toPrecision(12)), unit: unit.unit }
}

/** A quantity as it is written: `70.2 Gy`. */
export function quantityText({ value, unit }: Quantity): string {
  return unit === '' ? figure(value) : `${figure(value)} ${unit}`
}

/** A number with at most four digits that count, as in 70.2 or 0.035. */
export const figure = (value: number): string => String(Number(value.toPrecision(4)))
