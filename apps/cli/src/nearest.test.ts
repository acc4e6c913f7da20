import { describe, expect, it } from 'vitest'

import { nearest, orElse } from './nearest.ts'

const names = ['run', 'runs', 'molecules', 'max-calls', 'max-dollars', 'maxCalls', 'cma-es']

describe('nearest', () => {
  it.each([
    // A swap of neighbours is one mistake.
    ['rnu', 'run'],
    ['urn', 'run'],
    ['moelcules', 'molecules'],
    ['cma-se', 'cma-es'],
    // Others are insertions, deletions and replacements.
    ['rn', 'run'],
    ['rums', 'runs'],
    ['molecule', 'molecules'],
    ['mollecules', 'molecules'],
    // What is begun in one way only is meant, in whatever capitals.
    ['mol', 'molecules'],
    ['max-d', 'max-dollars'],
    ['Molecules', 'molecules'],
    ['RUN', 'run'],
    ['maxcalls', 'maxCalls'],
  ])('%s is %s', (typed, name) => expect(nearest(typed, names)).toBe(name))

  it.each(['', 'x', 'zebra', 'unr', 'max-'])('%j is none', (typed) =>
    expect(nearest(typed, ['molecules', 'max-calls', 'max-dollars'])).toBeUndefined(),
  )

  it('counts a swap as one change and no letter twice', () => {
    // Each has its own three letters apart: one change is near, two are not.
    expect(nearest('abc', ['acb'])).toBe('acb')
    expect(nearest('abc', ['cab'])).toBeUndefined()
    // Two changes of six letters: a swap and a replacement.
    expect(nearest('abcdef', ['bacdeg'])).toBe('bacdeg')
    expect(nearest('abcdef', ['badceg'])).toBeUndefined()
  })
})

it('all names are told where none is near', () => {
  expect(orElse('rnu', ['run', 'show'])).toBe('; did you mean run?')
  expect(orElse('zebra', ['run', 'show'])).toBe('; there are run, show')
})
