import { readFileSync } from 'node:fs'

import { sharedPath } from '@textgrad/host/testing'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'

import { paperFeedback } from './feedback-paper.ts'
import { runner } from './runner/runner.ts'
import { bwrapSandbox } from './sandbox/bwrap/bwrap-sandbox.ts'
import { pyodideSandbox } from './sandbox/pyodide/pyodide-sandbox.ts'
import { bwrapNote, bwrapRefusal } from './sandbox/sandboxes.test.support.ts'
import { testsOfAsserts } from './tests/asserts.ts'
import { withoutTimes, type Result } from './verdict.ts'

interface Row {
  readonly task_id: string
  readonly seed: string
  readonly iteration_idx: string
  readonly problem: string
  readonly local_tests: string
  readonly local_test_state: string
}

const file = sharedPath('data/textgrad-results/textgrad_run.csv')

/** Rows of the paper's own runs whose programs were tested. */
function recorded(): readonly Row[] {
  const rows = parse(readFileSync(file!), { columns: true }) as readonly Row[]
  return rows.filter(({ local_test_state: state }) => state !== '')
}

/** The assertions in their order: those that passed and those that failed, each list in order, put together by the state. */
function assertionsOf({ local_tests: text, local_test_state: state }: Row): {
  asserts: string[]
  states: boolean[]
} {
  const states = [...state.matchAll(/True|False/g)].map(([word]) => word === 'True')
  const [passed, failed] = text.split('**Tests that the code failed:**').map((part) =>
    part
      .split('\n')
      .filter((line) => line.startsWith('assert '))
      .map((line) => line.split(' # ERROR: ')[0]!),
  )
  return { asserts: states.map((state) => (state ? passed!.shift()! : failed!.shift()!)), states }
}

const backends = [
  { name: `bwrap${bwrapNote}`, skipped: bwrapRefusal !== undefined, make: bwrapSandbox },
  { name: 'Pyodide', skipped: false, make: pyodideSandbox },
].filter(({ skipped }) => !skipped)

describe.skipIf(file === undefined).each(backends)("the paper's recorded programs on $name", ({ make }) => {
  it(
    'do what they did, are told so in the same words, and give the same bytes at 1 and 4 workers',
    { timeout: 600_000 },
    async () => {
      const rows = recorded().map((row) => ({ ...row, ...assertionsOf(row) }))
      expect(rows).toHaveLength(277)
      await using sandbox = await make()
      const replayed = async (workers: number): Promise<readonly Replayed[]> => {
        await using run = runner({ sandbox, workers, limits: { cpuSeconds: 10 }, fresh: 'test' })
        return await Promise.all(
          rows.map(async ({ asserts, problem }) => {
            const tests = testsOfAsserts(asserts)
            const source = `from typing import *\n${problem}\n`
            const result = await run.run({ language: 'python', source }, tests)
            return { result, words: paperFeedback(tests, result) }
          }),
        )
      }
      const [together, alone] = [await replayed(4), await replayed(1)]
      const wrong = rows.filter(({ states, local_tests: words }, index) => {
        const { result, words: said } = together[index]!
        const passed = result.verdicts.map(({ status }) => status === 'passed')
        return said !== words || JSON.stringify(passed) !== JSON.stringify(states)
      })
      expect(wrong).toEqual([])
      expect(together.flatMap(({ result }) => result.verdicts)).toHaveLength(641)
      expect(bytesOf(alone)).toEqual(bytesOf(together))
    },
  )
})

interface Replayed {
  readonly result: Result
  readonly words: string
}

const bytesOf = (all: readonly Replayed[]): readonly string[] =>
  all.map(({ result, words }) => JSON.stringify([withoutTimes(result), words]))
