import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { forgeries } from '../forgeries.test.support.ts'
import { runner, type Runner } from '../runner/runner.ts'
import { bwrapSandbox } from '../sandbox/bwrap/bwrap-sandbox.ts'
import { pyodideSandbox } from '../sandbox/pyodide/pyodide-sandbox.ts'
import { quickjsSandbox } from '../sandbox/quickjs/quickjs-sandbox.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { bwrapNote, bwrapRefusal } from '../sandbox/sandboxes.test.support.ts'
import type { PropertyTest } from '../tests/test.ts'
import { javascriptForgeries, pythonForgeries } from './forgeries.test.support.ts'

const about = { kind: 'property', inputs: { x: { type: 'integer', min: 0, max: 2 } }, cases: 12 } as const

const python = {
  language: 'python',
  right: 'def f(x): return [73, 951, 28][x]',
  programs: [...pythonForgeries, ...forgeries],
  tests: [
    { ...about, id: 'with a result', function: 'f', property: 'result == [73, 951, 28][x]' },
    { ...about, id: 'by a call', where: 'x != 1', property: 'f(x) == [73, 951, 28][x]' },
    { ...about, id: 'by assertions', check: 'assert f(x) == [73, 951, 28][x]' },
    { ...about, id: 'as a reference', function: 'f', reference: 'def f(x): return [73, 951, 28][x]' },
  ] satisfies PropertyTest[],
} as const
const javascript = {
  language: 'javascript',
  right: 'const f = (x) => [73, 951, 28][x]',
  programs: javascriptForgeries,
  tests: [
    { ...about, id: 'with a result', function: 'f', property: 'result === [73, 951, 28][x]' },
    { ...about, id: 'by a call', where: 'x !== 1', property: 'f(x) === [73, 951, 28][x]' },
    { ...about, id: 'by assertions', check: 'assert.strictEqual(f(x), [73, 951, 28][x])' },
    { ...about, id: 'as a reference', function: 'f', reference: 'const f = (x) => [73, 951, 28][x]' },
  ] satisfies PropertyTest[],
} as const

const backends = [
  { name: `bwrap${bwrapNote}`, skipped: bwrapRefusal !== undefined, make: bwrapSandbox, ...python },
  { name: 'Pyodide', skipped: false, make: pyodideSandbox, ...python, programs: pythonForgeries },
  { name: 'QuickJS', skipped: false, make: quickjsSandbox, ...javascript },
].filter(({ skipped }) => !skipped)

describe.each(backends)(
  'programs that want a property to hold on $name',
  ({ make, language, right, programs, tests }) => {
    let sandbox: Sandbox
    let run: Runner
    beforeAll(async () => {
      sandbox = await make()
      run = runner({ sandbox, workers: 2, fresh: 'test', limits: { cpuSeconds: 1, wallSeconds: 10 } })
    }, 120_000)
    afterAll(async () => {
      await run[Symbol.asyncDispose]()
      await sandbox[Symbol.asyncDispose]()
    })

    it.each(programs)('$name: none holds', { timeout: 120_000 }, async ({ program }) => {
      const { passed, verdicts } = await run.run({ language, source: program }, tests)
      expect(passed).toBe(false)
      expect(verdicts.filter(({ status }) => status === 'passed')).toEqual([])
    })

    it('a program that is right is judged right', async () => {
      const { verdicts } = await run.run({ language, source: right }, tests)
      expect(verdicts).toMatchObject(tests.map(({ id }) => ({ test: id, status: 'passed', cases: 12 })))
    })
  },
)
