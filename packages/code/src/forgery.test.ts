import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { forgeries } from './forgeries.test.support.ts'
import { runner, type Runner } from './runner/runner.ts'
import { bwrapSandbox } from './sandbox/bwrap/bwrap-sandbox.ts'
import { pyodideSandbox } from './sandbox/pyodide/pyodide-sandbox.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { attacks, bwrapNote, bwrapRefusal } from './sandbox/sandboxes.test.support.ts'
import type { Test } from './tests/test.ts'

const expected = [73, 951, 28]
const calls: readonly Test[] = expected.map((value, x) => ({
  kind: 'call',
  id: `f(${x})`,
  call: { function: 'f', args: [x] },
  expected: value,
}))
const script: Test = {
  kind: 'script',
  id: 'check',
  code: `def check(candidate):\n${expected.map((value, x) => `    assert candidate(${x}) == ${value}`).join('\n')}\n\ncheck(candidate)`,
  entryPoint: 'f',
}

const backends = [
  { name: `bwrap${bwrapNote}`, skipped: bwrapRefusal !== undefined, make: bwrapSandbox },
  { name: 'Pyodide', skipped: false, make: pyodideSandbox },
].filter(({ skipped }) => !skipped)

describe.each(backends)('programs that want to be judged right on $name', ({ make }) => {
  let sandbox: Sandbox
  let run: Runner
  beforeAll(async () => {
    sandbox = await make()
    run = runner({ sandbox, workers: 2, limits: { cpuSeconds: 5 } })
  }, 120_000)
  afterAll(async () => {
    await run[Symbol.asyncDispose]()
    await sandbox[Symbol.asyncDispose]()
  })

  it.each([...attacks('forgery.json', 'programs'), ...forgeries])(
    '$name: no test is passed',
    async ({ program }) => {
      const result = await run.run({ language: 'python', source: program }, [...calls, script])
      expect(result.passed).toBe(false)
      expect(result.verdicts.filter(({ status }) => status === 'passed')).toEqual([])
    },
  )

  it('a program that is right is judged right', async () => {
    const source = `def f(x): return ${JSON.stringify(expected)}[x]`
    const result = await run.run({ language: 'python', source }, [...calls, script])
    expect(result).toMatchObject({
      passed: true,
      verdicts: [...calls, script].map(({ id }) => ({ test: id })),
    })
  })
})
