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
  it('do what they did, and are told so in the same words', { timeout: 300_000 }, async () => {
    const rows = recorded()
    expect(rows).toHaveLength(277)
    await using sandbox = await make()
    await using run = runner({ sandbox, workers: 2, limits: { cpuSeconds: 10 }, fresh: 'test' })
    const wrong: unknown[] = []
    let tests = 0
    await Promise.all(
      rows.map(async (row) => {
        const { asserts, states } = assertionsOf(row)
        const made = testsOfAsserts(asserts)
        tests += made.length
        const result = await run.run(
          { language: 'python', source: `from typing import *\n${row.problem}\n` },
          made,
        )
        const words = paperFeedback(made, result)
        const got = result.verdicts.map(({ status }) => status === 'passed')
        if (words !== row.local_tests || JSON.stringify(got) !== JSON.stringify(states))
          wrong.push({ problem: row.task_id, seed: row.seed, got, states, words, wanted: row.local_tests })
      }),
    )
    expect(wrong).toEqual([])
    expect(tests).toBe(641)
  })
})
