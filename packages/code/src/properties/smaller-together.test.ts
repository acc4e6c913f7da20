import { describe, expect, it } from 'vitest'

import type { Value } from '../codec/value.ts'
import { fits } from './fits.ts'
import type { InputDescription } from './input-description.ts'
import { smallerTogether } from './smaller-together.ts'

describe('integers that occur more than once', () => {
  it('become smaller together, wherever they are', () => {
    const inputs = [[12, 5, { $tuple: [12, { $float: 12 }] }], { a: 12 }, { $dict: [[5, true]] }]
    expect([...smallerTogether(inputs)]).toEqual(
      [0, 6, 9, 11]
        .map((n) => [[n, 5, { $tuple: [n, { $float: 12 }] }], { a: n }, { $dict: [[5, true]] }])
        .concat(
          [0, 3, 4].map((n) => [
            [12, n, { $tuple: [12, { $float: 12 }] }],
            { a: 12 },
            { $dict: [[n, true]] },
          ]),
        ),
    )
  })

  it('are positive rather than negative, and left alone where they occur once or are nothing', () => {
    expect([...smallerTogether([-2, -2])]).toEqual([
      [0, 0],
      [-1, -1],
      [2, 2],
    ])
    expect([...smallerTogether([1, 2, 0, 0, 'a', 'a', true, true])]).toEqual([])
  })

  it.each<[InputDescription, Value, boolean]>([
    [{ type: 'integer', min: 3 }, 3, true],
    [{ type: 'integer', min: 3 }, 2, false],
    [{ type: 'list', of: { type: 'integer' }, sorted: true }, [1, 2], true],
    [{ type: 'list', of: { type: 'integer' }, sorted: true }, [2, 1], false],
    [{ type: 'list', of: { type: 'integer' }, unique: true }, [1, 1], false],
    [{ type: 'tuple', of: [{ type: 'integer' }, { type: 'string' }] }, { $tuple: [1, 'a'] }, true],
    [{ type: 'tuple', of: [{ type: 'integer', max: 0 }] }, { $tuple: [1] }, false],
    [{ type: 'dict', keys: { type: 'integer' }, values: { type: 'null' } }, { $dict: [[1, null]] }, true],
    [
      { type: 'dict', keys: { type: 'integer' }, values: { type: 'null' } },
      {
        $dict: [
          [1, null],
          [1, null],
        ],
      },
      false,
    ],
    [{ type: 'dict', values: { type: 'integer', max: 1 } }, { a: 2 }, false],
    [{ type: 'one-of', values: [1, 2] }, 0, false],
    [{ type: 'one-of', of: [{ type: 'null' }, { type: 'integer' }] }, 7, true],
    [{ type: 'one-of', of: [{ type: 'null' }, { type: 'boolean' }] }, 7, false],
    [{ type: 'float' }, { $float: 3 }, true],
  ])('%j holds %j: %j', (description, value, expected) => {
    expect(fits(description, value)).toBe(expected)
  })
})
