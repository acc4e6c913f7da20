import { describe, expect, it } from 'vitest'

import { testSummary } from './test-summary.ts'

describe('the summary of a test command', () => {
  it.each([
    [
      'pytest',
      '...F\n== short test summary ==\nFAILED x\n==== 1 failed, 3 passed, 2 errors in 0.12s ====',
      3,
      3,
    ],
    ['pytest -q', '3 passed, 1 skipped in 0.01s', 3, 0],
    ['unittest', '..\n-----\nRan 5 tests in 0.001s\n\nFAILED (failures=1, errors=1)', 3, 2],
    ['unittest, all right', 'Ran 2 tests in 0.001s\n\nOK', 2, 0],
    ['vitest', ' Test Files  1 failed (1)\n      Tests  1 failed | 3 passed (4)\n', 3, 1],
    ['jest', 'Tests:       1 failed, 3 passed, 4 total', 3, 1],
    ['node --test', 'TAP version 13\n# tests 3\n# pass 2\n# fail 1', 2, 1],
    ['node --test, for people', 'ℹ tests 3\nℹ pass 2\nℹ fail 1', 2, 1],
    ['TAP', '1..3\nok 1 - a\nnot ok 2 - b\nok 3 - c # SKIP', 1, 1],
  ])('is read of %s', (_, output, passed, failed) => {
    expect(testSummary(output)).toEqual({ passed, failed })
  })

  it.each([
    ['make: *** [test] Error 1'],
    ['Ran 0 tests in 0.000s\n\nOK'],
    ['I passed 3 of 3 exams in 2 s'],
    [''],
  ])('is none in %j', (output) => {
    expect(testSummary(output)).toBeUndefined()
  })
})
