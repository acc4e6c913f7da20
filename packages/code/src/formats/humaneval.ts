import { z } from 'zod'

import type { Problem } from '../problem.ts'
import { callsOfBlock } from '../tests/asserts.ts'
import type { Test } from '../tests/test.ts'
import { readRows } from './rows.ts'

const row = z.object({
  task_id: z.string(),
  prompt: z.string(),
  entry_point: z.string(),
  canonical_solution: z.string(),
  test: z.string(),
})

/**
 * HumanEval (Chen et al. 2021, arXiv 2107.03374): `HumanEval.jsonl.gz`, or a file of its form. Where all that `check` does is
 * assertions of calls, each becomes a test of its own; else `check` is run as it is. They are local tests: HumanEval has no
 * others. A program is the statement with what is written after it: `statement + completion`.
 */
export async function readHumanEval(file: string): Promise<Problem[]> {
  return (await readRows(file, row)).map((about) => ({
    id: about.task_id,
    language: 'python',
    entryPoint: about.entry_point,
    statement: about.prompt,
    tests: { local: testsOfCheck(about.test, about), hidden: [] },
    solution: about.prompt + about.canonical_solution,
  }))
}

interface Statement {
  readonly prompt: string
  readonly entry_point: string
}

/**
 * The tests that a `check(candidate)` makes. Helpers that it takes from the statement come from there, and not from the
 * program, which could define them as it likes.
 */
export function testsOfCheck(check: string, { prompt, entry_point: entryPoint }: Statement): Test[] {
  const body = bodyOfCheck(check)
  const calls = body === undefined ? undefined : callsOfBlock(body, { entryPoint, id: 'check' })
  if (calls && calls.length > 0) return calls
  return [{ kind: 'script', id: 'check', code: `${check}\n\ncheck(candidate)`, prelude: prompt, entryPoint }]
}

/** The indented lines of `check`, where there is nothing but it and metadata. */
function bodyOfCheck(check: string): string | undefined {
  const found = /^def check\(candidate\):[ \t]*\n((?:[ \t]+[^\n]*\n?|[ \t]*#[^\n]*\n?|[ \t]*\n)*)\s*$/m.exec(
    check,
  )
  if (!found) return undefined
  const before = check.slice(0, found.index).trim()
  if (before !== '' && !/^METADATA = \{[^]*\}$/.test(before)) return undefined
  return found[1]
}
