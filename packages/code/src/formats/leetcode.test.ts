import { tempDir } from '@textgrad/host'
import { expect, it } from 'vitest'

import { readProblemFile } from '../task/problem-file.ts'
import { readLeetCode } from './leetcode.ts'

/** Of the form of the paper's file, whose own rows are LeetCode's. */
const row = {
  task_id: 'gaps-of-a-list',
  prompt: 'def gaps(xs: List[int]) -> List[int]:\n    """\n    What is between neighbours.\n    """\n',
  canonical_solution: '',
  test: 'assert gaps([1,4,6]) == [3,2]\nassert gaps([5]) == []',
  signature: 'gaps(xs: List[int]) -> List[int]:',
  docstring: 'What is between neighbours.',
}

async function fileOf(...rows: readonly object[]) {
  const folder = await tempDir('leetcode-')
  const file = await folder.write('problems.jsonl', rows.map((one) => JSON.stringify(one)).join('\n'))
  return { file, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}

it('makes local tests of the examples, and has no hidden ones', async () => {
  await using written = await fileOf(row)
  const expected = [
    {
      id: 'gaps-of-a-list',
      language: 'python',
      entryPoint: 'gaps',
      statement: row.prompt,
      preamble: 'from typing import *\n',
      tests: {
        local: [
          {
            kind: 'call',
            id: 'test-1',
            call: { function: 'gaps', args: [[1, 4, 6]] },
            expected: [3, 2],
            text: 'assert gaps([1,4,6]) == [3,2]',
          },
          {
            kind: 'call',
            id: 'test-2',
            call: { function: 'gaps', args: [[5]] },
            expected: [],
            text: 'assert gaps([5]) == []',
          },
        ],
        hidden: [],
      },
    },
  ]
  expect(await readLeetCode(written.file)).toEqual(expected)
  expect(await readProblemFile(written.file)).toEqual({ format: 'leetcode', problems: expected })
})

it.each([
  [{ ...row, signature: 'no function' }, /problem 2 \(gaps-of-a-list\): expected a signature such as/],
  [{ ...row, test: '\n' }, /problem 2 \(gaps-of-a-list\): expected assertions in test, got none/],
  [{ ...row, prompt: 3 }, /line 2: .*prompt/s],
])('refuses a row that is none', async (wrong, message) => {
  await using written = await fileOf(row, wrong)
  await expect(readLeetCode(written.file)).rejects.toThrow(message)
})
