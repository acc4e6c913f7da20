import { describe, expect, it } from 'vitest'

import { testsOfFile } from './test-file.ts'

describe('a file of tests', () => {
  it('has a test for each assertion and each function', () => {
    const tests = testsOfFile(
      'from prog import f\nfrom math import pi\n\nassert f(1) == 2\nassert f(2) > pi\n\ndef test_three():\n    assert f(3) == 4\n',
      'tests.py',
      'prog',
    )
    expect(tests.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      'test-1 call',
      'test-2 script',
      'test_three script',
    ])
    // What it imports of the program is the program's own.
    expect(JSON.stringify(tests)).not.toContain('from prog')
    expect(tests[1]).toMatchObject({ code: expect.stringContaining('from math import pi') })
  })

  it('has a property for each function with @given, with the order of its parameters and what is before it', () => {
    const tests = testsOfFile(
      'from prog import f\nK = 2\n\n@given(k={"type": "integer", "max": 6.0}, xs={"type": "one-of", "values": [1.0, (2,)]}, cases=7, seed=3)\ndef test_all(xs, k):\n    assert f(xs) == K\n\n@cache\ndef helper(): pass\n',
      'tests.py',
      'prog',
    )
    expect(tests).toEqual([
      {
        kind: 'property',
        id: 'test_all',
        inputs: {
          k: { type: 'integer', max: 6 },
          xs: { type: 'one-of', values: [{ $float: 1 }, { $tuple: [2] }] },
        },
        cases: 7,
        seed: 3,
        check:
          'K = 2\n\ndef test_all(xs, k):\n    assert f(xs) == K\n\n@cache\ndef helper(): pass\n\ntest_all(k=k, xs=xs)',
      },
    ])
  })

  it.each([
    ['@given(xs=lists())\ndef test_a(xs): pass\n', 'Expected @given of test_a to be names and literals'],
    [
      '@given(x={"type": "integer", "min": 5, "max": 1})\ndef test_a(x): pass\n',
      'min must be at most max, got 5 and 1',
    ],
    ['@given()\ndef test_a(): pass\n', 'must describe at least one input'],
    ['x = 1\n', 'Expected assertions or functions test_... in tests.py; there are none'],
    ['assert (', 'tests.py is not Python that can be read'],
  ])('refuses %j', (source, message) => {
    expect(() => testsOfFile(source, 'tests.py', 'prog')).toThrow(message)
  })
})
