import type { Json } from '../json.ts'

/** A number as a text cites it; without its sign, as what is 3.2 lower may be -3.2 off. */
export interface CitedNumber {
  /** As it is written. */
  readonly text: string
  readonly value: number
  /** Digits after the point; below 0 where zeros at the end of a large whole number may come from rounding. */
  readonly decimals: number
  readonly isPercent: boolean
}

/** No part of a name or a formula (D95, C-12, 1.2.3) but perhaps with a unit (60Gy). */
const number =
  /(?<![\p{L}\d_.#@])(?<!\p{L}[-−/])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(e[-+]?\d+)?(?!\.?\d)(?!(?:st|nd|rd|th|d|x)\b)(?!\p{L}*[\d_])(\s?%|\s?per\s?cent\b)?/giu

/** What stands before the points of a list, and marks that are given (85/100): they cite nothing. */
const ordinal = /^[ \t>*-]*\d+[.)](?=\s)/gm
const mark = /\b\d+(?:\.\d+)?(?:\s?\/\s?|\s+out\s+of\s+)\d+\b/gi

/** The numbers that a text cites. */
export function numbersIn(text: string): readonly CitedNumber[] {
  return everyNumberIn(text.replaceAll(ordinal, '').replaceAll(mark, ''))
}

function everyNumberIn(text: string): readonly CitedNumber[] {
  return [...text.matchAll(number)].map(([written, whole = '', fraction = '', exponent = '', percent]) => ({
    text: written.trim(),
    value: Number(whole.replaceAll(',', '') + fraction + exponent),
    decimals: decimalsOf(whole, fraction, exponent),
    isPercent: percent !== undefined,
  }))
}

/** The numbers that a text tells; where commas stand between digits, both as one number and as several. */
export function numbersToldIn(text: string): readonly CitedNumber[] {
  const told = everyNumberIn(text)
  return /\d,\d/.test(text) ? [...told, ...everyNumberIn(text.replaceAll(',', ', '))] : told
}

/** The numbers in data, wherever they stand; those in its texts too. */
export function numbersOf(data: Json): readonly CitedNumber[] {
  if (typeof data === 'number')
    return [{ text: String(data), value: Math.abs(data), decimals: 0, isPercent: false }]
  if (typeof data === 'string') return numbersToldIn(data)
  if (data === null || typeof data !== 'object') return []
  return Object.values(data).flatMap(numbersOf)
}

function decimalsOf(whole: string, fraction: string, exponent: string): number {
  const power = exponent === '' ? 0 : Number(exponent.slice(1))
  if (fraction !== '' || power !== 0) return Math.max(0, fraction.length - 1) - power
  const [, digits = '', zeros = ''] = /^(\d*?)(0*)$/.exec(whole.replaceAll(',', ''))!
  return digits.length >= 2 ? -zeros.length : 0
}

/** Whether it is a rounding of a number that was told. A share may be written in per cent, and the other way round. */
export function isToldIn(told: readonly CitedNumber[], { value, decimals, isPercent }: CitedNumber): boolean {
  const tolerance = 0.5 * 10 ** -decimals * (1 + 1e-9)
  return told.some((one) => {
    const same = [
      one.value,
      ...(isPercent ? [100 * one.value] : []),
      ...(one.isPercent ? [one.value / 100] : []),
    ]
    return same.some((known) => Math.abs(known - value) <= tolerance)
  })
}
