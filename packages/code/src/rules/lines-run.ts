import { TracedCandidate, type TracedLines } from '../coverage/traced-candidate.ts'
import { CandidatePool } from '../runner/candidate-pool.ts'
import { Judges } from '../runner/judges.ts'
import { runTests } from '../runner/run-tests.ts'
import type { Limits } from '../sandbox/limits.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { Test } from '../tests/test.ts'
import type { Program } from '../values.ts'

/** Which lines of a program ran in a test, from 1; a call that takes too many steps is cut off. */
export type LinesRun = ReadonlySet<number>

export interface Traced {
  readonly sandbox: Sandbox
  readonly limits: Limits
  readonly signal?: AbortSignal | undefined
}

/**
 * The lines that each test of a Python program runs beyond loading it; undefined for tests of whole programs, for properties, and where
 * the program did not live to tell. The program could lie here: it decides what is tried first and nothing else. Rejects as
 * `tracedLines` does.
 */
export async function linesRun(
  source: string,
  tests: readonly Test[],
  traced: Traced,
): Promise<(LinesRun | undefined)[]> {
  const asked = tests.filter(({ kind }) => kind === 'call' || kind === 'script')
  const lines = await tracedLines({ language: 'python', source }, asked, traced)
  const found = new Map(asked.map((test, index) => [test, lines[index]!.ran]))
  return tests.map((test) => {
    const ran = found.get(test)
    return ran && ran.size > 0 ? ran : undefined
  })
}

/**
 * The lines that each test runs, by running the program once more with a tracer in it, in a fresh place for each test. Rejects with a
 * SandboxError, 'configuration' where nothing can be traced, or with the reason of the signal.
 */
export async function tracedLines(
  { language, source }: Program,
  tests: readonly Test[],
  { sandbox, limits, signal }: Traced,
): Promise<TracedLines[]> {
  const open = { language, limits, ...(signal && { signal }) }
  await using judges = new Judges(() => sandbox.openJudge(open))
  const found: TracedLines[] = []
  for (const test of tests) {
    const lines: TracedLines = { program: undefined, loaded: new Set(), ran: new Set() }
    const place = async () => new TracedCandidate(await sandbox.open(open), language, lines)
    await using pool = new CandidatePool(place, 0)
    await runTests(source, [test], { language, pool, judges, limits, fresh: false, signal })
    found.push(lines)
  }
  return found
}
