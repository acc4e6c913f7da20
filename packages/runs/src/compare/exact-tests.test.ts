import { requirePythonModule, runPython } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { exactSignTest, mcNemar } from './exact-tests.ts'

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)

describe('exactSignTest', () => {
  it('counts wins and losses, and leaves ties out', () => {
    expect(exactSignTest([1, 2, 0, 3, -1, 0, 4])).toEqual({
      wins: 4,
      losses: 1,
      p: expect.closeTo(0.375, 12),
    })
    expect(exactSignTest([-1, -2, -3, -4, -5])).toEqual({ wins: 0, losses: 5, p: expect.closeTo(0.0625, 12) })
    expect(exactSignTest([0, 0])).toEqual({ wins: 0, losses: 0, p: 1 })
  })
})

describe('mcNemar', () => {
  it('counts the pairs that only one was right about', () => {
    const pairs = [
      ...times(8, [true, false] as const),
      ...times(2, [false, true] as const),
      ...times(30, [true, true] as const),
      ...times(7, [false, false] as const),
    ]
    // scipy.stats.binomtest(8, 10).pvalue
    expect(mcNemar(pairs)).toEqual({ wins: 8, losses: 2, p: expect.closeTo(0.109375, 12) })
    expect(mcNemar([])).toEqual({ wins: 0, losses: 0, p: 1 })
  })
})

describe.skipIf(!requirePythonModule('scipy'))('against SciPy', { timeout: 60_000 }, () => {
  it('gives what binomtest gives', () => {
    const counts = [1, 2, 5, 10, 31, 200].flatMap((tosses) =>
      [0, 1, 2, 5, 9, 15, 31, 90, 100, 200]
        .filter((wins) => wins <= tosses)
        .map((wins) => [wins, tosses] as const),
    )
    const program = `
import json, sys
from scipy import stats
print(json.dumps([stats.binomtest(wins, tosses).pvalue for wins, tosses in json.load(sys.stdin)]))`
    const expected = JSON.parse(runPython(program, counts)) as readonly number[]
    for (const [place, [wins, tosses]] of counts.entries()) {
      const losses = tosses - wins
      const signs = exactSignTest([...times(wins, 1), ...times(losses, -1), ...times(3, 0)])
      const outcomes = [...times(wins, [true, false] as const), ...times(losses, [false, true] as const)]
      expect(Math.abs(signs.p / expected[place]! - 1)).toBeLessThan(1e-9)
      expect(mcNemar([...outcomes, [true, true], [false, false]])).toEqual(signs)
    }
  })
})
