import { sharedPath } from '@textgrad/host/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { readHumanEval } from '../../formats/humaneval.ts'
import { runner } from '../../runner/runner.ts'
import type { Result } from '../../verdict.ts'
import { bwrapSandbox } from '../bwrap/bwrap-sandbox.ts'
import type { Sandbox } from '../sandbox.ts'
import { bwrapNote, bwrapRefusal } from '../sandboxes.test.support.ts'
import { pyodideSandbox } from './pyodide-sandbox.ts'

const file = sharedPath('data/humaneval/HumanEval.jsonl.gz')

/** A right program with one thing changed; most are wrong then. */
function mutant(source: string, index: number): string {
  const changes: readonly (readonly [RegExp, string])[] = [
    [/ \+ /, ' - '],
    [/ == /, ' != '],
    [/ < /, ' <= '],
    [/ > /, ' >= '],
    [/\b1\b(?!.*\b1\b)/s, '2'],
    [/\breturn (?!.*\breturn )/s, 'return not '],
  ]
  for (let at = 0; at < changes.length; at++) {
    const [pattern, instead] = changes[(index + at) % changes.length]!
    const changed = source.replace(pattern, instead)
    if (changed !== source) return changed
  }
  return source
}

describe.skipIf(file === undefined)('HumanEval on Pyodide', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await pyodideSandbox()
  }, 120_000)
  afterAll(() => sandbox[Symbol.asyncDispose]())

  /** What comes of a program for each problem. */
  async function judged(
    where: Sandbox,
    change: (source: string, index: number) => string,
  ): Promise<readonly Result[]> {
    const problems = await readHumanEval(file!)
    await using run = runner({ sandbox: where, workers: 2, limits: { cpuSeconds: 5, wallSeconds: 200 } })
    return Promise.all(
      problems.map(({ solution, tests }, index) =>
        run.run({ language: 'python', source: change(solution!, index) }, tests.local),
      ),
    )
  }
  const essence = (results: readonly Result[]) =>
    results.map(({ passed, verdicts, loadError }) => ({
      passed,
      load: loadError?.status,
      verdicts: verdicts.map(({ status, exception, testLine }) => [status, exception?.type, testLine]),
    }))

  it('all 164 canonical solutions pass', { timeout: 240_000 }, async () => {
    const results = await judged(sandbox, (source) => source)
    expect(results).toHaveLength(164)
    expect(results.filter(({ passed }) => !passed)).toEqual([])
  })

  it.skipIf(bwrapRefusal !== undefined)(
    `164 programs with an error are judged as on bwrap${bwrapNote}`,
    { timeout: 480_000 },
    async () => {
      const ours = essence(await judged(sandbox, mutant))
      await using bwrap = await bwrapSandbox()
      const theirs = essence(await judged(bwrap, mutant))
      expect(ours.filter(({ passed }) => !passed).length).toBeGreaterThan(100)
      expect(ours).toEqual(theirs)
    },
  )
})
