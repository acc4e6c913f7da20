import { expect, test } from 'vitest'

import { rateLimitsOf } from './rate-limits.ts'

test('limits are read from the headers of a reply', () => {
  const headers = new Headers({
    'x-ratelimit-limit-requests': '500',
    'x-ratelimit-remaining-requests': '499',
    'x-ratelimit-reset-requests': '120ms',
    'x-ratelimit-limit-tokens': '200000',
    'x-ratelimit-remaining-tokens': '0',
    'x-ratelimit-reset-tokens': '1m0s',
  })
  expect(rateLimitsOf(headers)).toEqual({
    requests: { limit: 500, remaining: 499, resetAfter: 120 },
    tokens: { limit: 200_000, remaining: 0, resetAfter: 60_000 },
  })
})

test.for([
  ['1s', 1000],
  ['8.64s', 8640],
  ['6m0s', 360_000],
  ['2m59.56s', 179_560],
  ['1h30m', 5_400_000],
  ['1d', 86_400_000],
  ['0s', 0],
  ['12', 12_000],
] as const)('a reset of %s is %i ms', ([written, expected]) => {
  const headers = new Headers({
    'x-ratelimit-limit-tokens': '10',
    'x-ratelimit-remaining-tokens': '1',
    'x-ratelimit-reset-tokens': written,
  })
  expect(rateLimitsOf(headers)?.tokens?.resetAfter).toBeCloseTo(expected, 6)
})

test.for([
  {},
  { 'x-ratelimit-limit-requests': '500' },
  { 'x-ratelimit-remaining-requests': '500' },
  { 'x-ratelimit-limit-requests': '0', 'x-ratelimit-remaining-requests': '0' },
  { 'x-ratelimit-limit-requests': 'many', 'x-ratelimit-remaining-requests': '1' },
  { 'x-ratelimit-limit-requests': '-5', 'x-ratelimit-remaining-requests': '1' },
  { 'x-ratelimit-limit-requests': '1e9', 'x-ratelimit-remaining-requests': '1' },
  { 'x-ratelimit-limit-requests': '5', 'x-ratelimit-remaining-requests': 'NaN' },
])('%o tells no limit', (fields) => {
  expect(rateLimitsOf(new Headers(fields as Record<string, string>))).toBeUndefined()
})

test.for(['soon', '-1s', '1s later', '2026-01-01T00:00:00Z'])('a reset of %s is left out', (written) => {
  const headers = new Headers({
    'x-ratelimit-limit-requests': '5',
    'x-ratelimit-remaining-requests': '1',
    'x-ratelimit-reset-requests': written,
  })
  expect(rateLimitsOf(headers)).toEqual({ requests: { limit: 5, remaining: 1 } })
})
