import { memoryJournal, rootCall, variable } from '@textgrad/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { testLoss } from '../ops/test-loss.ts'
import { runner } from '../runner/runner.ts'
import { bwrapSandbox } from '../sandbox/bwrap/bwrap-sandbox.ts'
import { limitsOf } from '../sandbox/limits.ts'
import { pyodideSandbox } from '../sandbox/pyodide/pyodide-sandbox.ts'
import { quickjsSandbox } from '../sandbox/quickjs/quickjs-sandbox.ts'
import type { Language, Sandbox } from '../sandbox/sandbox.ts'
import { bwrapNote, bwrapRefusal } from '../sandbox/sandboxes.test.support.ts'
import { unsafeLocal } from '../sandbox/unsafe-local/unsafe-local.ts'
import type { Test } from '../tests/test.ts'
import { program } from '../values.ts'
import { coverageOf, lineWords } from './coverage.ts'

const limits = limitsOf({ cpuSeconds: 1, wallSeconds: 20 })
const call = (x: number): Test => ({
  kind: 'call',
  id: `f(${x})`,
  call: { function: 'f', args: [x] },
  expected: x,
})
const script = (code: string): Test => ({ kind: 'script', id: code, code, entryPoint: 'f' })

const python = `"""Numbers."""
from __future__ import annotations

LIMIT = 3

class Box:
    size: int = 1

    def grown(
        self,
        by: int,
    ) -> int:
        """Not called."""
        return by

def f(x: int) -> int:
    # A comment.
    if x > LIMIT:
        total = 0
        for i in range(x):
            total += i
        return total
    elif x < 0:
        raise ValueError(
            "negative"
        )
    else:
        return [y for y in (x,)][0]

if __name__ == "__main__":
    print(f(int(input())))
`

const javascript = `'use strict'
// A comment.
const limit = 3
class Box {
  grown(by) {
    return by
  }
}
/* More
   of it. */
function f(x) {
  if (x > limit) {
    let total = 0
    for (let i = 0; i < x; i++) {
      total += i
    }
    return total
  } else if (x < 0) {
    throw new RangeError('negative')
  } else {
    return [x].map((y) => y)[0]
  }
}
`

const backends = [
  { name: `bwrap${bwrapNote}`, make: bwrapSandbox, skipped: bwrapRefusal !== undefined },
  { name: 'unsafe-local', make: unsafeLocal, skipped: false },
  { name: 'Pyodide', make: pyodideSandbox, skipped: false },
]

describe.each(backends.filter(({ skipped }) => !skipped))('coverage on $name', ({ make }) => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await make()
  }, 120_000)
  afterAll(() => sandbox[Symbol.asyncDispose]())
  const covered = (source: string, tests: readonly Test[], language: Language = 'python') =>
    coverageOf({ language, source }, tests, { sandbox, limits })

  it.each<readonly [string, readonly Test[], readonly number[]]>([
    ['a call', [call(1)], [14, 19, 20, 21, 22, 24, 25, 31]],
    ['two calls', [call(1), call(5)], [14, 24, 25, 31]],
    ['a call that raises', [call(1), call(-1)], [14, 19, 20, 21, 22, 31]],
    ['test code', [script('assert f(5) == 10 and candidate(1) == 1')], [14, 24, 25, 31]],
    ['a whole program', [{ kind: 'stdio', id: 'io', stdin: '7\n', stdout: '21\n' }], [14, 23, 24, 25, 28]],
  ])('of Python: %s', { timeout: 120_000 }, async (_, tests, missed) => {
    const found = await covered(python, tests)
    expect(found?.missed).toEqual(missed)
    expect(found?.ran).toEqual(expect.arrayContaining([1, 2, 4, 6, 7, 16, 18, 30]))
  })

  it('of what does not end: what ran before it was cut off', { timeout: 120_000 }, async () => {
    const source = 'def f(x):\n    while x:\n        x += 1\n    return x\n'
    expect(await covered(source, [call(1)])).toEqual({ ran: [1, 2, 3], missed: [4] })
    expect(await covered('while True: pass', [call(1)])).toBeUndefined()
  })

  it('of JavaScript, where that is Node.js', { timeout: 120_000 }, async () => {
    if (!sandbox.languages.includes('javascript')) return
    const typed = javascript.replace('f(x)', 'f(x: number): number')
    for (const [language, source] of [
      ['javascript', javascript],
      ['javascript', `${javascript}export { f }\n`],
      ['typescript', typed],
    ] as const) {
      const found = await covered(source, [call(1), script('assert.throws(() => f(-1))')], language)
      expect(found?.missed).toEqual([5, 6, 13, 14, 15, 17])
      expect(found?.ran).toEqual(expect.arrayContaining([1, 3, 4, 11, 12, 18, 19, 21]))
    }
    const moved = await covered('enum A { One = 1 }\nconst f = (x: number) => x', [call(1)], 'typescript')
    expect(moved).toBeUndefined()
    const whole = covered(javascript, [{ kind: 'stdio', id: 'io', stdin: '', stdout: '' }], 'javascript')
    await expect(whole).rejects.toMatchObject({ name: 'SandboxError', kind: 'configuration' })
  })
})

describe('coverage', () => {
  it('is refused where JavaScript runs in QuickJS', async () => {
    await using sandbox = await quickjsSandbox()
    await using run = runner({ sandbox, workers: 1 })
    const source = { language: 'javascript', source: 'const f = (x) => x' } as const
    expect(await run.run(source, [call(1)])).not.toHaveProperty('coverage')
    await expect(run.run(source, [call(1)], { coverage: true })).rejects.toMatchObject({
      name: 'SandboxError',
      kind: 'configuration',
      message: expect.stringContaining('Node.js'),
    })
  })

  it('is named in the feedback of a program that fails, and changes no verdict', async () => {
    await using run = runner({ sandbox: await unsafeLocal(), workers: 1 })
    const source = variable('def f(x):\n    if x > 1:\n        x = 2\n        return 7\n    return x + 1', {
      role: 'program',
      codec: program('python'),
    })
    const journal = memoryJournal()
    const loss = await testLoss({ tests: [call(1)], runner: run, coverage: true })(
      source,
      rootCall({ seed: 1, journal }),
    )
    await loss.backward()
    expect(loss.value).toMatchObject({ passed: false, coverage: { ran: [1, 2, 5], missed: [3, 4] } })
    expect(source.gradients[0]?.text).toContain('No test runs these lines: 3-4.')
    expect(source.gradients[0]?.data).toMatchObject({ missedLines: [3, 4] })
    const plain = await testLoss({ tests: [call(1)], runner: run })(source)
    expect(plain.value.verdicts.map(({ status }) => status)).toEqual(
      loss.value.verdicts.map(({ status }) => status),
    )
    expect(plain.value.report).not.toContain('No test runs')
  })

  it.each([
    [[2, 3, 7], [1, 2, 3, 5, 7], '2-3, 7'],
    [[2, 5], [1, 2, 5], '2-5'],
    [[], [1], ''],
  ])('says %j of %j as %s', (lines, all, words) => {
    expect(lineWords(lines, all)).toBe(words)
  })
})
