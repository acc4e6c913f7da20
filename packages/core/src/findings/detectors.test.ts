import { describe, expect, it } from 'vitest'

import { agreementOf } from './agreement.ts'
import { Standstill } from './no-progress.ts'
import { Oscillations } from './oscillation.ts'

const returns = (...changes: [string, string][]) => {
  const oscillations = new Oscillations()
  return changes.map(([before, after]) => oscillations.changed('p', before, after)?.value)
}

describe('oscillation', () => {
  it('is a way back to an earlier value, each time it is gone', () => {
    expect(returns(['A', 'B'], ['B', 'A'], ['A', 'B'])).toEqual([undefined, 'A', 'B'])
    expect(returns(['A', 'B'], ['B', 'C'], ['C', ' A\n'])).toEqual([undefined, undefined, ' A\n'])
  })

  it('is none where a change is proposed again, nothing changes, or another way leads there', () => {
    expect(returns(['A', 'B'], ['A', 'B'], ['A', 'C'])).toEqual([undefined, undefined, undefined])
    expect(returns(['A', 'B'], ['B', ' B ']).at(-1)).toBe(undefined)
    expect(returns(['A', 'B'], ['C', 'B'], ['D', 'A'])).toEqual([undefined, undefined, undefined])
  })

  it('is of one parameter: others do not count', () => {
    const oscillations = new Oscillations()
    oscillations.changed('p', 'A', 'B')
    expect(oscillations.changed('q', 'B', 'A')).toBe(undefined)
  })
})

const steps = (...ended: [number, ...string[]][]) => {
  const standstill = new Standstill()
  return ended.map(([stale, ...outcomes]) => standstill.ended({ stale, outcomes }).join())
}

describe('no progress', () => {
  it('is told once for five steps without a better best, and again after there was one', () => {
    const stale = [1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6].map((n): [number, string] => [n, 'changed'])
    const told = '5 steps in a row found nothing better'
    expect(steps(...stale)).toEqual(['', '', '', '', told, '', '', '', '', '', '', told, ''])
  })

  it('is told once for three steps whose updates change nothing', () => {
    const told = 'the updates of 3 steps in a row changed nothing'
    expect(steps([1, 'unchanged'], [2, 'unusable'], [3, 'unchanged'], [4, 'unchanged'])).toEqual([
      '',
      '',
      told,
      '',
    ])
    expect(steps([1, 'unchanged'], [2, 'unchanged', 'changed'], [3, 'unchanged']).join('')).toBe('')
  })

  it('is no matter of steps that ask for no update, or need none', () => {
    const idle = Array.from({ length: 9 }, (_, n): [number, ...string[]] => [n + 1])
    expect(steps(...idle).join('')).toBe('')
    expect(steps(...idle.map(([n]): [number, string] => [n, 'skipped'])).join('')).toBe('')
  })
})

describe('agreement', () => {
  it('is the mean overlap of all pairs, of words and of what is cited', () => {
    // Words: {a b c}, {b c d}, {e}: 2/4, 0, 0.
    expect(agreementOf(['a b c', 'C, b: d!', 'e'])).toEqual({ texts: 3, words: 1 / 6, citations: null })
    expect(agreementOf(['same 12', 'same 12'])).toEqual({ texts: 2, words: 1, citations: 1 })
    // Citations: {12, 40 %} and {12}.
    expect(agreementOf(['12 and 40 %', 'about 12'])).toMatchObject({ citations: 0.5 })
    expect(agreementOf(['alone'])).toEqual({ texts: 1, words: null, citations: null })
  })
})
