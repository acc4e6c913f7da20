import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runner, type Runner } from '../runner/runner.ts'
import type { Test } from '../tests/test.ts'
import { withoutTimes } from '../verdict.ts'
import { bwrapSandbox } from './bwrap/bwrap-sandbox.ts'
import { forgeries } from './quickjs/forgeries.test.support.ts'
import { quickjsSandbox } from './quickjs/quickjs-sandbox.ts'
import type { Sandbox } from './sandbox.ts'
import { bwrapNote, bwrapRefusal } from './sandboxes.test.support.ts'
import { unsafeLocal } from './unsafe-local/unsafe-local.ts'

const expected = [73, 951, 28]
const script = (id: string, code: string): Test => ({ kind: 'script', id, code, entryPoint: 'f' })
const tests: readonly Test[] = [
  ...expected.map((value, x): Test => ({
    kind: 'call',
    id: `f(${x})`,
    call: { function: 'f', args: [x] },
    expected: value,
  })),
  script(
    'console.assert',
    `const testF = () => {\n${expected.map((value, x) => `  console.assert(f(${x}) === ${value})`).join('\n')}\n}\ntestF()`,
  ),
  script(
    'assert',
    `const assert = require('node:assert')\nfunction check(candidate) {\n${expected.map((value, x) => `  assert.deepStrictEqual(candidate(${x}), ${value})`).join('\n')}\n}\ncheck(candidate)`,
  ),
  script(
    'nobody waits',
    `async function check() {\n${expected.map((value, x) => `  assert.strictEqual(await candidate(${x}), ${value})`).join('\n')}\n}\ncheck()\nconsole.log('done')`,
  ),
]

const backends = [
  { name: 'QuickJS', make: quickjsSandbox, skipped: false },
  { name: `Node.js on bwrap${bwrapNote}`, make: bwrapSandbox, skipped: bwrapRefusal !== undefined },
  // It promises nothing, yet tests and programs are apart in it too.
  { name: 'Node.js without a sandbox', make: unsafeLocal, skipped: false },
]

describe.each(backends.filter(({ skipped }) => !skipped))(
  'programs in JavaScript that want to be judged right: $name',
  ({ make }) => {
    let sandbox: Sandbox
    let run: Runner
    beforeAll(async () => {
      sandbox = await make()
      run = runner({ sandbox, workers: 2, limits: { cpuSeconds: 5, memoryBytes: 128 * 2 ** 20 } })
    }, 120_000)
    afterAll(async () => {
      await run[Symbol.asyncDispose]()
      await sandbox[Symbol.asyncDispose]()
    })

    it.each(forgeries)('$name: no test is passed', async ({ program }) => {
      const result = await run.run({ language: 'javascript', source: program }, tests)
      expect(result.passed).toBe(false)
      expect(result.verdicts.filter(({ status }) => status === 'passed')).toEqual([])
      const again = await run.run({ language: 'javascript', source: program }, tests)
      expect(withoutTimes(again)).toEqual(withoutTimes(result))
    })

    it.each(['javascript', 'typescript'] as const)(
      'a program in %s that is right is judged right',
      async (language) => {
        const type = language === 'typescript' ? ': number' : ''
        const source = `const f = (x${type}) => ${JSON.stringify(expected)}[x]`
        const result = await run.run({ language, source }, tests)
        expect(result.verdicts.map(({ test, status }) => `${test} ${status}`)).toEqual(
          tests.map(({ id }) => `${id} passed`),
        )
      },
    )
  },
)
