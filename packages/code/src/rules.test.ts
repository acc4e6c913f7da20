import { EngineError } from '@textgrad/core'
import { tempDir } from '@textgrad/host'
import { describe, expect, it } from 'vitest'

import { rules } from './rules.ts'
import { editedPrograms } from './rules/all-edits.ts'
import { linesRun } from './rules/lines-run.ts'
import { ranked } from './rules/ranking.ts'
import { suspicionOf } from './rules/suspicion.ts'
import { limitsOf } from './sandbox/limits.ts'
import { unsafeLocal } from './sandbox/unsafe-local/unsafe-local.ts'
import { testsOfAsserts } from './tests/asserts.ts'
import { programIn } from './values.ts'
import type { Result } from './verdict.ts'

/** Each program with another that one edit makes of it. */
const pairs: readonly (readonly [string, string])[] = [
  ['if a < b:\n    x()', 'if a <= b:\n    x()'],
  ['x = a + b', 'x = a - b'],
  ['x = a % 2', 'x = a // 2'],
  ['x += 1', 'x -= 1'],
  ['x = a and b and c', 'x = a or b or c'],
  ['x = a in b', 'x = a not in b'],
  ['x = a is not None', 'x = a is None'],
  ['x = y[10]', 'x = y[9]'],
  ['x = True', 'x = False'],
  ['x = -a', 'x = a'],
  ['if f(a):\n    x()', 'if not (f(a)):\n    x()'],
  ['x = not a', 'x = a'],
  ['x = a if c else b', 'x = b if c else a'],
  ['x = f(a, b)', 'x = f(b, a)'],
  ['x = min(a)', 'x = max(a)'],
  ['x = s.lower()', 'x = s.upper()'],
  ['x = sorted(a)', 'x = sorted(a, reverse=True)'],
  ['for i in range(n):\n    x()', 'for i in range(n + 1):\n    x()'],
  ['for i in range(n):\n    x()', 'for i in range(1, n):\n    x()'],
  ['x = y[i]', 'x = y[i - 1]'],
  ['x = y[1:]', 'x = y[:]'],
  ['x = y[:n]', 'x = y[1:n]'],
  ['x = a - b', 'x = b - a'],
  ['def f(a, b):\n    return a', 'def f(a, b):\n    return b'],
  ['def f(a):\n    return g(a)', 'def f(a):\n    return not (g(a))'],
  ['if c:\n    x()\nelse:\n    y()', 'if c:\n    y()\nelse:\n    x()'],
  ['a = 1\nb = 2', 'b = 2\na = 1'],
  ['for i in y:\n    break', 'for i in y:\n    continue'],
  ['for i in y:\n    a = i\n    b = a\nreturn_ = 1', 'for i in y:\n    a = i\nb = a\nreturn_ = 1'],
  ['for i in y:\n    a = i\nb = a', 'for i in y:\n    a = i\n    b = a'],
  ['a = 1\nb = a', 'pass\nb = a'],
  ['def f(n):\n    n += 1', 'def f(n):\n    n += 1\n    return n'],
]

describe('edits of a syntax tree', () => {
  it.each(pairs)('make of %j also %j', (before, after) => {
    expect(editedPrograms(before).map(({ source }) => source)).toContain(after)
  })

  it('leave documentation, imports and names of what is defined alone, and are programs each once', () => {
    const source = 'import math\n\ndef f(a):\n    """Adds 1 to a < b."""\n    # a + 1\n    return a + 1\n'
    const made = editedPrograms(source).map((one) => one.source)
    expect(new Set(made).size).toBe(made.length)
    expect(
      made.every((one) =>
        one.startsWith('import math\n\ndef f(a):\n    """Adds 1 to a < b."""\n    # a + 1\n'),
      ),
    ).toBe(true)
  })
})

const buggy = `def sign(x):
    if x > 0:
        return 1
    if x < 0:
        return 1
    return 0
`

describe('what is tried first', () => {
  it('is where failing tests went and passing ones did not', async () => {
    await using sandbox = await unsafeLocal()
    const tests = testsOfAsserts([
      'assert sign(4) == 1',
      'assert sign(-3) == -1',
      'assert sign(0) == 0',
      'assert sign(-1) < 0',
    ])
    const ran = await linesRun(buggy, tests, { sandbox, limits: limitsOf() })
    expect(ran.map((lines) => [...lines!])).toEqual([
      [2, 3],
      [2, 4, 5],
      [2, 4, 6],
      [2, 4, 5],
    ])
    const status = ['passed', 'failed', 'passed', 'failed'] as const
    const result: Result = {
      passed: false,
      verdicts: tests.map(({ id }, place) => ({ test: id, status: status[place]!, seconds: 0 })),
    }
    const suspicion = suspicionOf(result, ran)
    // Ochiai by hand: 2 / sqrt(2 * 2), 2 / sqrt(2 * 3), 2 / sqrt(2 * 4), and no failing test.
    const lines = [5, 4, 2, 3].map((line) => suspicion(line).toFixed(4))
    expect(lines).toEqual(['1.0000', '0.8165', '0.7071', '0.0000'])
    expect(ranked(editedPrograms(buggy), suspicion)[0]!.line).toBe(5)
  })

  it('comes from a program that never ends, too', async () => {
    await using sandbox = await unsafeLocal()
    const tests = testsOfAsserts(['assert f(1) == 2'])
    const [lines] = await linesRun('def f(x):\n    while x:\n        x += 1\n', tests, {
      sandbox,
      limits: limitsOf(),
    })
    expect([...lines!]).toEqual([2, 3])
  })
})

describe('the rules', () => {
  it('propose a program as it is, with whatever its documentation holds', async () => {
    await using folder = await tempDir('code-rules-')
    const source = 'def f(x):\n    """Twice.\n\n    ```\n    f(2)\n    ```\n    """\n    return 2 + x\n'
    await using engine = rules({
      file: await folder.write('f.py', source),
      tests: await folder.write('tests.py', 'assert f(3) == 6\nassert f(5) == 10\n'),
      sandbox: 'unsafe-local',
    })
    const about = {
      parameter: 'program',
      role: '',
      value: source,
      feedback: [],
      constraints: [],
      history: [],
      tag: 'NEW',
    }
    const { text, usage } = await engine.generate({ purpose: 'update', messages: [], about })
    const reply = /<NEW>([^]*)<\/NEW>/.exec(text)![1]!
    expect(programIn(reply, 'python')).toBe(source.replace('2 + x', '2 * x'))
    expect(usage.evaluations).toBeLessThanOrEqual(50)
    // After a proposal that did not help it goes on with others.
    const tried = { value: source.replace('2 + x', '2 * x'), score: 0, accepted: false, feedback: [] }
    const start = { value: source, score: 0, accepted: true, feedback: [] }
    const next = await engine.generate({
      purpose: 'update',
      messages: [],
      about: { ...about, history: [start, tried] },
    })
    expect(next.text).not.toContain('return 2 * x\n')
  })

  it('only propose updates', async () => {
    await using engine = rules({ file: 'a.py', tests: 'b.py', sandbox: 'unsafe-local' })
    expect(engine.id).toBe('rules/code')
    const asked = engine.generate({ purpose: 'backward', messages: [] })
    await expect(asked).rejects.toThrow(EngineError)
    await expect(asked).rejects.toMatchObject({ kind: 'unsupported' })
  })
})
