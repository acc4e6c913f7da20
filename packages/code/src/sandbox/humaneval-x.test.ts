import { sharedPath } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { readHumanEvalX } from '../formats/humaneval-x.ts'
import { runner } from '../runner/runner.ts'
import { bwrapSandbox } from './bwrap/bwrap-sandbox.ts'
import { quickjsSandbox } from './quickjs/quickjs-sandbox.ts'
import { bwrapNote, bwrapRefusal } from './sandboxes.test.support.ts'
import { unsafeLocal } from './unsafe-local/unsafe-local.ts'

const file = sharedPath('data/humaneval-x/humaneval_js.jsonl.gz')

const backends = [
  { name: 'QuickJS', make: quickjsSandbox, skipped: false, says: "'require' is not defined" },
  {
    name: `Node.js on bwrap${bwrapNote}`,
    make: bwrapSandbox,
    skipped: bwrapRefusal !== undefined,
    says: expect.stringContaining("Cannot find module 'js-md5'"),
  },
  {
    name: 'Node.js without a sandbox',
    make: unsafeLocal,
    skipped: false,
    says: expect.stringContaining("Cannot find module 'js-md5'"),
  },
]

describe.skipIf(file === undefined)('HumanEval-X in JavaScript on', () => {
  it.each(backends.filter(({ skipped }) => !skipped))(
    '$name fails where the file is broken or needs a package, and nowhere else',
    { timeout: 600_000 },
    async ({ make, says }) => {
      const problems = await readHumanEvalX(file!)
      await using sandbox = await make()
      await using run = runner({ sandbox, workers: 2 })
      const judge = (programs: readonly string[], of: 'local' | 'hidden') =>
        Promise.all(
          problems.map(({ tests }, index) =>
            run.run({ language: 'javascript', source: programs[index]! }, tests[of]),
          ),
        )
      const solutions = problems.map(({ solution }) => solution!)
      const hidden = await judge(solutions, 'hidden')
      const failing = (results: typeof hidden) =>
        problems.filter((_, index) => !results[index]!.passed).map(({ id }) => Number(id.split('/')[1]))
      // The solution of 112 returns the last of what it means as a pair, that of 155 says that 0 has no digit; 162 needs js-md5.
      expect(failing(hidden)).toEqual([112, 155, 162])
      expect(hidden[162]?.verdicts[0]).toMatchObject({ exception: { text: says } })
      // The example of 32 misspells the name of its own function.
      expect(failing(await judge(solutions, 'local'))).toEqual([32, 112, 162])
      const wrong = await judge(
        problems.map(({ statement }) => `${statement}\n}`),
        'hidden',
      )
      expect(wrong.filter(({ passed }) => passed)).toEqual([])
    },
  )
})
