import { sharedPath } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { readHumanEvalX } from '../../formats/humaneval-x.ts'
import { runner } from '../../runner/runner.ts'
import { quickjsSandbox } from './quickjs-sandbox.ts'

const file = sharedPath('data/humaneval-x/humaneval_js.jsonl.gz')

describe.skipIf(file === undefined)('HumanEval-X in JavaScript on QuickJS', () => {
  it(
    'fails where the file is broken or needs a package, and nowhere else',
    { timeout: 300_000 },
    async () => {
      const problems = await readHumanEvalX(file!)
      await using sandbox = await quickjsSandbox()
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
      expect(hidden[162]?.verdicts[0]).toMatchObject({ exception: { text: "'require' is not defined" } })
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
