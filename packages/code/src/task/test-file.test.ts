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

  it.each([
    ['x = 1\n', 'Expected assertions or functions test_... in tests.py; there are none'],
    ['assert (', 'tests.py is not Python that can be read'],
  ])('refuses %j', (source, message) => {
    expect(() => testsOfFile(source, 'tests.py', 'prog')).toThrow(message)
  })
})
