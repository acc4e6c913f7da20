import { readFile } from 'node:fs/promises'

import type { ScoredRow } from '@textgrad/core'
import { tempDir, type TempDir } from '@textgrad/host'
import { sharedPath } from '@textgrad/host/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { scorer } from './score.ts'

const row = (id: string, name: string, solution: string, check: string) => ({
  task_id: id,
  prompt: `def ${name}(x):\n    """Twice x."""\n`,
  entry_point: name,
  canonical_solution: solution,
  test: `def check(candidate):\n${check}`,
})
const problems = [
  row('T/0', 'twice', '    return 2 * x\n', '    assert candidate(1) == 2\n    assert candidate(3) == 6\n'),
  row('T/1', 'thrice', '    return 3 * x\n', '    assert candidate(1) == 3\n'),
]
const samples = [
  { task_id: 'T/0', completion: '    return 2 * x\n' },
  { task_id: 'T/1', completion: '    return 2 * x\n' },
  { task_id: 'T/0', completion: '    return x ** 2\n' },
  { task_id: 'T/1', solution: 'def thrice(x):\n    return x + x + x\n' },
]
const lines = (rows: readonly object[]): string => rows.map((one) => JSON.stringify(one)).join('\n')

let folder: TempDir
beforeAll(async () => {
  folder = await tempDir('code-score-')
  await folder.write('problems.jsonl', lines(problems))
  await folder.write('samples.jsonl', lines(samples))
})
afterAll(() => folder[Symbol.asyncDispose]())

const path = (name: string): string => `${folder.path}/${name}`

/** The rows and what sums them up. */
async function scored(given: object, tell?: (remark: string) => void): Promise<string[]> {
  const config = { problems: path('problems.jsonl'), samples: path('samples.jsonl'), k: '1,2,3', ...given }
  const rows: ScoredRow[] = []
  const run = scorer.run({ sandbox: 'unsafe-local', ...config }, tell ? { tell } : {})
  const scoring = run[Symbol.asyncIterator]()
  let next = await scoring.next()
  for (; !next.done; next = await scoring.next()) rows.push(next.value)
  return [...rows, next.value].map((one) => JSON.stringify(one))
}

describe('samples', () => {
  it('are scored test by test, and told as pass@k where there are enough of each problem', async () => {
    const rows = await scored({})
    expect(rows).toEqual([
      '{"task_id":"T/0","passed":true,"tests":[{"test":"check-1","status":"passed"},{"test":"check-2","status":"passed"}]}',
      '{"task_id":"T/1","passed":false,"tests":[{"test":"check-1","status":"failed"}]}',
      '{"task_id":"T/0","passed":false,"tests":[{"test":"check-1","status":"failed"},{"test":"check-2","status":"failed"}]}',
      '{"task_id":"T/1","passed":true,"tests":[{"test":"check-1","status":"passed"}]}',
      '{"total":4,"passed":2,"pass@1":0.5,"pass@2":1}',
    ])
  })

  it('are told where they run where nobody said it', async () => {
    const told: string[] = []
    await scored({ sandbox: 'auto', results: path('auto.jsonl') }, (remark) => told.push(remark))
    expect(told).toEqual([expect.stringMatching(/^Programs run on (bwrap|pyodide) /)])
    await scored({}, (remark) => told.push(remark))
    expect(told).toHaveLength(1)
  })

  it('give the same bytes again and at any number at once', async () => {
    const runs = await Promise.all(
      [1, 4, 4].map((atOnce, place) => scored({ atOnce, results: path(`again-${place}.jsonl`) })),
    )
    expect(runs[1]).toEqual(runs[0])
    expect(runs[2]).toEqual(runs[0])
  })

  it('that were scored are not scored again, and a line that was cut off is', async () => {
    const results = path('kept.jsonl')
    await scored({ results })
    const kept = (await readFile(results, 'utf8')).trimEnd().split('\n')
    expect(kept).toHaveLength(4)
    const told = kept.map((line) => line.replace('"status":"failed"', '"status":"kept"'))
    await folder.write('kept.jsonl', `${told.slice(0, 3).join('\n')}\n${told[3]!.slice(0, 20)}`)
    const rows = await scored({ results })
    expect(rows.filter((one) => one.includes('"kept"'))).toHaveLength(
      told.slice(0, 3).filter((one) => one.includes('"kept"')).length,
    )
    expect(rows.at(-1)).toBe('{"total":4,"passed":2,"pass@1":0.5,"pass@2":1}')
    expect((await readFile(results, 'utf8')).trimEnd().split('\n')).toHaveLength(5)
    // Other limits are another question.
    await scored({ results, cpuSeconds: 3 })
    expect((await readFile(results, 'utf8')).trimEnd().split('\n')).toHaveLength(9)
  })

  it.each([
    [{ task_id: 'T/9', completion: '' }, 'sample 5: expected a task_id of'],
    [{ task_id: 'T/0' }, 'must have a completion or a solution'],
  ])('that do not fit are refused before any is run: %j', async (sample, message) => {
    const file = await folder.write('wrong.jsonl', lines([...samples, sample]))
    await expect(scored({ samples: file })).rejects.toThrow(message)
  })
})

const sets = [
  ['humanevalplus/HumanEvalPlus.jsonl.gz', 'HumanEval/0', ['base-1', 'plus-1']],
  ['humaneval-x/humaneval_python.jsonl.gz', 'Python/0', ['check']],
] as const

describe.skipIf(sharedPath('data/humanevalplus') === undefined)('published problems', () => {
  it.each(sets)('of %s are scored by all their tests', { timeout: 60_000 }, async (name, id, tests) => {
    const right =
      '    for i, a in enumerate(numbers):\n        for b in numbers[i + 1:]:\n            if abs(a - b) < threshold:\n                return True\n    return False\n'
    const file = await folder.write(`${id.split('/')[0]}.jsonl`, lines([{ task_id: id, completion: right }]))
    const config = { problems: sharedPath(`data/${name}`)!, samples: file }
    const [row, total] = (await scored(config)).map((one) => JSON.parse(one) as Record<string, unknown>)
    expect(row).toMatchObject({ task_id: id, passed: true })
    expect((row!['tests'] as { test: string }[]).map((one) => one.test)).toEqual(
      expect.arrayContaining([...tests]),
    )
    expect(total).toMatchObject({ total: 1, passed: 1, 'pass@1': 1 })
  })
})
