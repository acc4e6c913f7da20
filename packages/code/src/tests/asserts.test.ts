import { spawnSync } from 'node:child_process'

import { describe, expect, it } from 'vitest'

import { pythonText } from '../codec/python-text.ts'
import { callsOfBlock, testsOfAsserts } from './asserts.ts'
import { PythonCursor } from './python-cursor.ts'
import { NoLiteral, readLiteral } from './python-literal.ts'

const literals: readonly string[] = [
  'None',
  'True',
  '-5',
  '+7',
  '0x1F',
  '0b101',
  '1_000_000',
  '123456789012345678901234567890',
  '1.',
  '.5',
  '1e3',
  '-2.5E-3',
  '6.0',
  "''",
  `'it\\'s' "two"`,
  String.raw`"a\tb\x41\u00e9\U0001f600\101\q"`,
  String.raw`r"\n"`,
  "'''long\n'text'''",
  'b"a\\xff"',
  '[]',
  '[1, [2, 3],]',
  '()',
  '(1,)',
  '(1)',
  '(1, "a")',
  '{1, 2}',
  '{}',
  '{"a": 1, "b": [2], }',
  '{1: {2: 3}}',
  '{"1": 2}',
  '[1,  # a comment\n 2]',
]

describe('literals', () => {
  it('are read as Python reads them', () => {
    const { stdout } = spawnSync(
      '/usr/bin/python3',
      ['-c', 'import json, sys\nprint(json.dumps([repr(eval(text)) for text in json.load(sys.stdin)]))'],
      { input: JSON.stringify(literals), encoding: 'utf8' },
    )
    const wanted = JSON.parse(stdout) as string[]
    expect(literals.map((text) => pythonText(readLiteral(new PythonCursor(text))))).toEqual(wanted)
  })

  it.each([
    'x',
    'f(1)',
    '1 + 2',
    '[x for x in y]',
    '007',
    'f"a{b}"',
    String.raw`"\N{DASH}"`,
    '1j',
    '"a',
    '{**a}',
    '[1 2]',
  ])('%s is left to Python', (text) => {
    const read = () => {
      const cursor = new PythonCursor(text)
      const value = readLiteral(cursor)
      cursor.space()
      if (cursor.at < text.length) throw new NoLiteral()
      return value
    }
    expect(read).toThrow(NoLiteral)
  })
})

describe('assertions', () => {
  const calls = (code: string) => callsOfBlock(code, { entryPoint: 'f', id: 't' })

  it.each([
    ['assert f(1, "a") == [2]', { args: [1, 'a'], expected: [2] }],
    ['assert candidate() == None', { args: [], expected: null }],
    ['assert (f(1) == 2)', { args: [1], expected: 2 }],
    ['assert f(1) == 2, "a message"', { args: [1], expected: 2 }],
    ['assert f(\n    [1,\n     2]\n) == (1,)  # why', { args: [[1, 2]], expected: { $tuple: [1] } }],
  ])('%j is a call', (code, { args, expected }) => {
    expect(calls(code)).toEqual([{ kind: 'call', id: 't-1', call: { function: 'f', args }, expected }])
  })

  it('with a difference have a tolerance that is not reached', () => {
    const [test] = calls('assert abs(f(1.5) - 0.5) < 1e-6')!
    expect(test).toMatchObject({ kind: 'call', expected: 0.5 })
    const { absolute } = (test as { tolerance: { absolute: number } }).tolerance
    expect(absolute).toBeLessThan(1e-6)
    expect(absolute).toBeCloseTo(1e-6, 12)
  })

  it('that say nothing are no tests', () => {
    expect(calls('assert True, "nothing"\nassert f(1) == 1\n\n    # the end\n')).toHaveLength(1)
  })

  it.each([
    'assert f(1)',
    'assert f(1) != 2',
    'assert f(1) == g(2)',
    'assert f(1) == 2 and f(2) == 3',
    'assert f(1) == 2 or True',
    'assert f(x) == 2',
    'assert f(a=1) == 2',
    'assert f(1) == f(1) == 1',
    'assert not f(1) == 1',
    'x = 1\nassert f(1) == 2',
    'assert f(1) == 2; import os',
    'assert f(1)[0] == 2',
    'assert f(1) == [1] * 3',
    'assert f(1) == 2 if x else y',
    'for i in y:\n  assert f(1) == 1',
  ])('%j stays code', (code) => {
    expect(calls(code)).toBeUndefined()
    expect(testsOfAsserts([code])).toEqual([{ kind: 'script', id: 'test-1', code }])
  })
})
