import { asyncProperty, check, pre } from 'fast-check'

import type { CandidatePool } from '../runner/candidate-pool.ts'
import type { Judges } from '../runner/judges.ts'
import { LoadedProgram } from '../runner/loaded-program.ts'
import type { Limits } from '../sandbox/limits.ts'
import type { Language } from '../sandbox/sandbox.ts'
import type { PropertyTest } from '../tests/test.ts'
import type { Verdict } from '../verdict.ts'
import { inputsOf } from './arbitrary.ts'
import { caseScript } from './case-script.ts'
import { CaseSession } from './case-session.ts'
import { CounterexampleSearch } from './counterexample-search.ts'

export interface PropertyTools {
  readonly language: Language
  readonly pool: CandidatePool
  readonly judges: Judges
  readonly limits: Limits
  readonly signal?: AbortSignal | undefined
}

const usualCases = 100
const usualSeed = 1
/** Inputs that `where` may leave out for each that it takes. */
const mostLeftOut = 10

/**
 * Looks for inputs for which a property does not hold, and makes them small (QuickCheck: Claessen and Hughes 2000, ICFP; here by
 * fast-check). Inputs are drawn and made small in this process; the program is sent inputs and nothing else. Rejects with a SandboxError
 * or the reason of the signal.
 */
export async function judgeProperty(
  test: PropertyTest,
  program: LoadedProgram,
  { language, pool, judges, limits, signal }: PropertyTools,
): Promise<Verdict> {
  const started = performance.now()
  using reference = test.reference === undefined ? undefined : new LoadedProgram(test.reference, pool)
  const script = caseScript(test, language)
  await using session = script && new CaseSession({ script, judges, signal })
  const linesBefore = script?.linesBefore ?? 0
  const search = new CounterexampleSearch({ test, session, linesBefore, program, reference, limits, signal })
  const property = asyncProperty(inputsOf(test.inputs), async (inputs) => {
    const holds = await search.holds(inputs)
    pre(holds !== undefined)
    return holds
  })
  const { cases = usualCases, seed = usualSeed } = test
  const { numSkips } = await check(property, { numRuns: cases, seed, maxSkipsPerRun: mostLeftOut })
  const verdict = await search.verdict({ cases, leftOut: numSkips })
  return { ...verdict, seconds: (performance.now() - started) / 1000 }
}
