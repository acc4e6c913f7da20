import { expect, test } from 'vitest'

import { count, difference, dollars, duration, figure, instant } from './figures.ts'

test('numbers have four significant digits and true minus signs', () => {
  expect([0.123456, -7.3, 1234567, 12345.678, 0.0000123, -0, 42].map(figure)).toEqual([
    '0.1235',
    '−7.3',
    '1\u202f234\u202f567',
    '12\u202f350',
    '0.0000123',
    '0',
    '42',
  ])
  // The sign is no digit, and what is rounded has thousands, too.
  expect([8681, -8681, -12_345, 123_456_789.1, -2.5e7 - 0.5, 1.23456e21].map(figure)).toEqual([
    '8681',
    '−8681',
    '−12\u202f345',
    '123\u202f500\u202f000',
    '−25\u202f000\u202f000',
    '1.235e+21',
  ])
})

test('what is no number is a dash', () => {
  expect(
    [undefined, null, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(figure),
  ).toEqual(['–', '–', '–', '∞', '−∞'])
})

test('a difference has a sign and the decimals of the numbers that it is between', () => {
  expect(difference(0.814, 0.8194)).toBe('+0.0054')
  expect(difference(0.1, 0.3)).toBe('+0.2')
  expect(difference(5, 3)).toBe('−2')
  expect(difference(1, 1)).toBe('±0')
  expect(difference(0.5, 0.50001)).toBe('+0.00001')
  expect(difference(1, Number.NaN)).toBe('–')
})

test('money, times and counts read as people write them', () => {
  expect([0, 0.00186, 0.5, 12.345].map(dollars)).toEqual(['$0', '$0.0019', '$0.5', '$12.35'])
  expect([20, 1500, 12_000, 200_000, 7_500_000].map(duration)).toEqual([
    '20 ms',
    '1.5 s',
    '12 s',
    '3 min 20 s',
    '2 h 5 min',
  ])
  // What is rounded up to the next unit is told in it.
  expect([999.6, 59_960, 3_599_600].map(duration)).toEqual(['1 s', '1 min 0 s', '1 h 0 min'])
  expect(instant(Date.UTC(2026, 2, 14, 9, 30))).toBe('2026-03-14 09:30 UTC')
  expect([count(1, 'step'), count(2, 'step')]).toEqual(['1 step', '2 steps'])
})
