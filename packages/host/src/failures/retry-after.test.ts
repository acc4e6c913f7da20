import { random, type EngineError } from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import { Failures, providerFailure } from './index.ts'
import { readRetryAfter } from './retry-after.ts'

const now = Date.UTC(2026, 0, 1, 12)
const told = (headers: Record<string, string>) => readRetryAfter((name) => headers[name], now)
const in30 = new Date(now + 30_000).toUTCString()

describe('Retry-After', () => {
  test.for<[Record<string, string>, number]>([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': ' 0.5 ' }, 500],
    [{ 'retry-after': '600' }, 600_000],
    [{ 'retry-after': in30 }, 30_000],
    [{ 'retry-after-ms': '300' }, 300],
    [{ 'retry-after-ms': '300', 'retry-after': '1' }, 300],
    [{ 'retry-after-ms': 'soon', 'retry-after': '1' }, 1000],
    [{ 'retry-after-ms': '0', 'retry-after': '1' }, 1000],
  ])('%o is %i ms', ([headers, expected]) => {
    expect(told(headers)).toBe(expected)
  })

  test.for([
    '86400',
    '600.1',
    '0',
    '-5',
    '1e12',
    '1e2',
    'soon',
    '',
    'NaN',
    'Infinity',
    '0x10',
    '5 minutes',
    '-1 GMT',
  ])('fault 3: %j is ignored', (written) => {
    expect(told({ 'retry-after': written })).toBeUndefined()
  })

  test('fault 3: a date that is past or more than ten minutes away is ignored', () => {
    for (const away of [-1000, 0, 601_000, 86_400_000]) {
      expect(told({ 'retry-after': new Date(now + away).toUTCString() })).toBeUndefined()
    }
  })

  test('fault 3: whatever is written, the wait is unknown or above 0 and at most ten minutes', () => {
    const { next, pick, integer } = random(3, 'retry-after')
    const pieces = [
      '-',
      '+',
      '.',
      'e',
      '0',
      '9',
      '60',
      '600',
      ' ',
      ',',
      'GMT',
      'Thu, 01 Jan',
      '2026',
      'x',
      '٣',
      '\u0000',
    ]
    const wrong: string[] = []
    for (let round = 0; round < 5000; round++) {
      const written =
        next() < 0.5
          ? String((next() - 0.2) * 10 ** integer(15))
          : Array.from({ length: integer(6) }, () => pick(pieces)).join('')
      const wait = told({ 'retry-after': written, 'retry-after-ms': written })
      if (wait !== undefined && !(wait > 0 && wait <= 600_000)) wrong.push(written)
    }
    expect(wrong).toEqual([])
  })

  test.for<[string, object]>([
    ['OpenAI’s client', { status: 429, headers: new Headers({ 'Retry-After': '2' }) }],
    ['the AI SDK', { statusCode: 429, responseHeaders: { 'retry-after': '2' } }],
    ['axios', { response: { status: 429, headers: { 'Retry-After': '2' } } }],
  ])('is read from an error of %s', ([, fields]) => {
    const error = providerFailure(Object.assign(new Error('no'), fields), new Failures('engine', []))
    expect(error).toMatchObject({ name: 'EngineError', kind: 'rate-limit' })
    expect(error).toMatchObject({ retryAfter: 2000 })
  })

  test('is unknown where no header tells it', () => {
    const error = providerFailure(Object.assign(new Error('no'), { status: 429 }), new Failures('engine', []))
    expect((error as EngineError).retryAfter).toBeUndefined()
  })
})
