import { describe, expect, test } from 'vitest'

import { citedTests, testsCitedIn } from './cited-tests.ts'

describe('the tests that a text cites', () => {
  test.each([
    ['Test 12: f(3) returned 4', ['12']],
    ['It fails test local-3 and test case #4, not tests in general', ['local-3', '4']],
    ['the test "Empty List" and test_negative_numbers', ['empty list', 'test_negative_numbers']],
    ['Write more tests for the edge cases; test it twice.', []],
  ])('%s', (text, expected) => expect(testsCitedIn(text)).toEqual(expected))

  test('are known where the problem shows them', () => {
    const { known } = citedTests(['1', 'test_empty', 'Empty list'])
    const cited = testsCitedIn('Test 1, test_empty, test "empty list", test 2 and test_full')
    expect(known!(cited, {})).toEqual(['1', 'empty list', 'test_empty'])
  })
})
