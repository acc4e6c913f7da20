import { execFileSync } from 'node:child_process'

import type { ScoredRow } from '@textgrad/core'
import { tempDir, type TempDir } from '@textgrad/host'
import { sharedPath } from '@textgrad/host/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { readHumanEvalPlus } from './formats/humanevalplus.ts'
import { scorer } from './score.ts'

const mini = sharedPath('data/humanevalplus/HumanEvalPlus-Mini.jsonl.gz')
const lines = (rows: readonly object[]): string => rows.map((one) => JSON.stringify(one)).join('\n')

let folder: TempDir
beforeAll(async () => {
  folder = await tempDir('code-score-sets-')
})
afterAll(() => folder[Symbol.asyncDispose]())

interface Row {
  readonly task_id: string
  readonly passed: boolean
  readonly tests: readonly { readonly test: string; readonly status: string }[]
}

async function scored(
  given: Parameters<typeof scorer.run>[0],
): Promise<{ rows: readonly Row[]; sum: unknown }> {
  const rows: ScoredRow[] = []
  const scoring = scorer.run(given, {})[Symbol.asyncIterator]()
  let next = await scoring.next()
  for (; !next.done; next = await scoring.next()) rows.push(next.value)
  return { rows: rows as unknown as readonly Row[], sum: next.value }
}

describe.skipIf(mini === undefined)('HumanEval+ Mini on Pyodide', () => {
  it('passes 164 of 164 on all base and plus inputs', { timeout: 600_000 }, async () => {
    const problems = await readHumanEvalPlus(mini!)
    const samples = problems.map(({ id, solution }) => ({ task_id: id, solution }))
    const { rows, sum } = await scored({
      problems: mini!,
      samples: await folder.write('mini.jsonl', lines(samples)),
      sandbox: 'pyodide',
      k: '1',
      cpuSeconds: 60,
      atOnce: 2,
    })
    expect(rows.filter(({ passed }) => !passed)).toEqual([])
    expect(sum).toEqual({ total: 164, passed: 164, 'pass@1': 1 })
    const inputs = problems.flatMap(({ inputs: { base, plus } }) => [...base, ...plus])
    const tests = rows.flatMap((row) => row.tests.map((test) => ({ ...test, task: row.task_id })))
    expect(tests).toHaveLength(inputs.length)
    // The solution answers 1000001 with more than 16 MB.
    expect(tests.filter(({ status }) => status !== 'passed')).toEqual([
      { task: 'HumanEval/130', test: 'plus-5', status: 'not asked' },
    ])
  })
})

describe('problems of the form of MBPP+', () => {
  const problem = (number: number, name: string, about: object) => ({
    task_id: `Mbpp/${number}`,
    prompt: `"""\n${name}\n"""\n`,
    entry_point: name,
    contract: '',
    atol: 0,
    ...about,
  })
  const problems = [
    // Arguments of this number are tuples, which JSON has none of.
    problem(2, 'shared', {
      canonical_solution: '\ndef shared(a, b):\n  return tuple(sorted(set(a) & set(b)))\n',
      assertion: 'assert shared((3, 4), (4, 5)) == (4,)',
      base_input: [
        [
          [3, 4, 5, 6],
          [5, 7, 4, 10],
        ],
      ],
      plus_input: [
        [[], [1]],
        [
          [1, 2],
          [2, 1],
        ],
      ],
    }),
    problem(3, 'half', {
      canonical_solution: '\ndef half(x):\n  return x / 2\n',
      assertion: 'assert half(4) == 2',
      base_input: [[4], [5]],
      plus_input: [[1e-8], [-3]],
    }),
  ]
  const samples = [
    { task_id: 'Mbpp/2', solution: 'def shared(a, b):\n    return tuple(x for x in sorted(a) if x in b)\n' },
    // Right for the base inputs alone.
    { task_id: 'Mbpp/2', solution: 'def shared(a, b):\n    return tuple(sorted({*a} & {*b})) or (0,)\n' },
    // A list is no tuple.
    { task_id: 'Mbpp/2', solution: 'def shared(a, b):\n    return sorted({*a} & {*b})\n' },
    { task_id: 'Mbpp/3', solution: 'def half(x):\n    return x * 0.5 + 1e-9\n' },
    { task_id: 'Mbpp/3', solution: 'def half(x):\n    return x // 2\n' },
    {
      task_id: 'Mbpp/3',
      solution: 'def half(x):\n    return x / 2 if isinstance(x, (int, float)) else None\n',
    },
  ]
  /** Which tests of each sample pass. */
  const right = [
    ['base-1', 'plus-1', 'plus-2'],
    ['base-1', 'plus-2'],
    [],
    ['base-1', 'base-2', 'plus-1', 'plus-2'],
    // 0 is 1e-6 from half of 1e-8.
    ['base-1', 'plus-1'],
    ['base-1', 'base-2', 'plus-1', 'plus-2'],
  ]

  /** What the rule of EvalPlus says, in plain Python: equal to the solution's, floats within 1e-6, and of the same type. */
  function byRule(): readonly boolean[] {
    const program = `
import json, math, sys
def run(source, name, inputs):
    space = {}
    exec(source, space)
    return [space[name](*one) for one in inputs]
def same(got, wanted):
    if isinstance(wanted, float):
        return math.isclose(got, wanted, rel_tol=1e-7, abs_tol=1e-6)
    return type(got) is type(wanted) and got == wanted
def passes(problem, source):
    inputs = problem["base_input"] + problem["plus_input"]
    if problem["task_id"] == "Mbpp/2":
        inputs = [[tuple(part) for part in one] for one in inputs]
    wanted, got = [run(text, problem["entry_point"], inputs) for text in (problem["canonical_solution"], source)]
    return all(map(same, got, wanted))
problems, samples = json.load(sys.stdin)
known = {one["task_id"]: one for one in problems}
json.dump([passes(known[one["task_id"]], one["solution"]) for one in samples], sys.stdout)`
    const out = execFileSync('/usr/bin/python3', ['-c', program], {
      input: JSON.stringify([problems, samples]),
    })
    return JSON.parse(out.toString()) as boolean[]
  }

  it.each(['unsafe-local', 'pyodide'] as const)(
    'are scored on %s by base and plus inputs with their types',
    { timeout: 120_000 },
    async (sandbox) => {
      const { rows, sum } = await scored({
        problems: await folder.write('mbpp.jsonl', lines(problems)),
        samples: await folder.write(`mbpp-${sandbox}.jsonl`, lines(samples)),
        sandbox,
        k: '1,3',
      })
      expect(
        rows.map(({ tests }) => tests.filter(({ status }) => status === 'passed').map(({ test }) => test)),
      ).toEqual(right)
      expect(rows.map(({ passed }) => passed)).toEqual(byRule())
      expect(sum).toEqual({ total: 6, passed: 3, 'pass@1': 0.5, 'pass@3': 1 })
    },
  )
})
