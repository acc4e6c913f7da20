import { sharedPath } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { readHumanEval } from '../../formats/humaneval.ts'
import { runner } from '../../runner/runner.ts'
import { pyodideSandbox } from './pyodide-sandbox.ts'

const file = sharedPath('data/humaneval/HumanEval.jsonl.gz')

describe.skipIf(file === undefined)('HumanEval on Pyodide', () => {
  it('all 164 canonical solutions pass', { timeout: 240_000 }, async () => {
    const problems = await readHumanEval(file!)
    await using sandbox = await pyodideSandbox()
    await using run = runner({ sandbox, workers: 2, limits: { cpuSeconds: 5, wallSeconds: 200 } })
    const results = await Promise.all(
      problems.map(({ solution, tests }) => run.run({ language: 'python', source: solution! }, tests.local)),
    )
    expect(results).toHaveLength(164)
    expect(results.filter(({ passed }) => !passed)).toEqual([])
  })
})
