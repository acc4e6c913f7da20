import { z } from 'zod'

import type { Problem } from '../problem.ts'
import { testsOfAsserts } from '../tests/asserts.ts'
import { readRows } from './rows.ts'

const row = z.object({
  task_id: z.string().min(1),
  /** The head of the function with what is asked as its documentation. */
  prompt: z.string(),
  /** The head alone, without `def`. */
  signature: z.string(),
  /** Assertions of the examples that the statement gives, one a line. */
  test: z.string(),
})

/** What the platform, and the paper's evaluator, import before every program. */
const preamble = 'from typing import *\n'

/**
 * Problems of LeetCode in the form of the TextGrad paper's `leetcode_with_tests.jsonl`, of which every user needs a copy of their own: LeetCode's texts
 * have no licence. Its tests are the examples of the statements, and local; hidden verdicts are the platform's alone. An id is the
 * problem's name in its address.
 */
export async function readLeetCode(file: string): Promise<Problem[]> {
  return (await readRows(file, row)).map(({ task_id: id, prompt, signature, test }, index) => {
    const where = `${file}, problem ${index + 1} (${id})`
    const entryPoint = /^\s*(?:def\s+)?([A-Za-z_]\w*)\s*\(/.exec(signature)?.[1]
    if (entryPoint === undefined)
      throw new TypeError(
        `${where}: expected a signature such as "f(x: int) -> int:", got ${JSON.stringify(signature.slice(0, 80))}`,
      )
    const asserts = test.split('\n').filter((line) => line.trim() !== '')
    const local = testsOfAsserts(asserts, { entryPoint })
    if (local.length === 0) throw new TypeError(`${where}: expected assertions in test, got none`)
    return { id, language: 'python', entryPoint, statement: prompt, preamble, tests: { local, hidden: [] } }
  })
}
