import { expect, test } from 'vitest'

import type { RunCard } from './cards.ts'
import { othersOf } from './sharing.ts'

const card = (program: string, ...limits: readonly string[]): RunCard => ({
  host: 'here',
  wants: [],
  shares: { program, limits: [...limits] },
})

test('counts the other programs that use a limit, however many evaluators they have', () => {
  const cards = [
    card('me', 'a', 'b'),
    card('me', 'a'),
    card('one', 'a'),
    card('one', 'a', 'c'),
    card('two', 'a'),
    { host: 'elsewhere', wants: [] },
  ]
  expect(othersOf(cards, 'me')).toEqual(
    new Map([
      ['a', 2],
      ['c', 1],
    ]),
  )
})
