import type { Value } from '../codec/value.ts'
import { judgeCall, judgeStdio, unanswered } from '../judge/judge-answer.ts'
import { judgeScript } from '../judge/judge-script.ts'
import { judgeProperty } from '../properties/judge-property.ts'
import { hasStopped, type Answer } from '../sandbox/answer.ts'
import type { Limits } from '../sandbox/limits.ts'
import type { Language } from '../sandbox/sandbox.ts'
import type { ScriptTest, Test } from '../tests/test.ts'
import type { LoadError, Result, Verdict } from '../verdict.ts'
import type { CandidatePool } from './candidate-pool.ts'
import type { Judges } from './judges.ts'
import { LoadedProgram } from './loaded-program.ts'

export interface Bench {
  readonly language: Language
  readonly pool: CandidatePool
  readonly judges: Judges
  readonly limits: Limits
  /** Whether each test gets a program of its own, rather than what the one before left. */
  readonly fresh: boolean
  readonly signal?: AbortSignal | undefined
}

/** Runs a program against tests, in order. Rejects with a SandboxError or the reason of the signal. */
export async function runTests(source: string, tests: readonly Test[], bench: Bench): Promise<Result> {
  using program = new LoadedProgram(source, bench.pool)
  const { signal } = bench
  const failed = tests.some(({ kind }) => kind !== 'stdio') ? await program.load({ signal }) : undefined
  const verdicts: Verdict[] = []
  for (const test of tests) {
    verdicts.push(
      failed ? unanswered(test.id, { ...failed, seconds: 0 }) : await verdictOn(test, program, bench),
    )
    if (bench.fresh) program.drop()
  }
  const passed = verdicts.every(({ status }) => status === 'passed')
  return { passed, verdicts, ...(failed && { loadError: loadError(failed) }) }
}

function loadError(answer: Exclude<Answer, { status: 'returned' }>): LoadError {
  if (hasStopped(answer)) return { status: answer.status, why: answer.why }
  return { status: 'error', exception: answer.exception }
}

async function verdictOn(test: Test, program: LoadedProgram, bench: Bench): Promise<Verdict> {
  const { signal } = bench
  switch (test.kind) {
    case 'call':
      return judgeCall(test, await program.call(test.call.function, test.call.args, { signal }))
    case 'stdio':
      return judgeStdio(test, await program.run(test.stdin, { signal }))
    case 'script':
      return verdictOfScript(test, program, bench)
    case 'property':
      return judgeProperty(test, program, bench)
  }
}

async function verdictOfScript(
  test: ScriptTest,
  program: LoadedProgram,
  { judges, limits, signal }: Bench,
): Promise<Verdict> {
  const started = performance.now()
  const elapsed = (since = started) => (performance.now() - since) / 1000
  // On a busy machine places take long to get ready, which is not the test's time.
  const failed = await program.load({ signal })
  if (failed) return unanswered(test.id, failed)
  let firstCall: number | undefined
  let last: Answer | undefined
  const call = async (name: string, args: readonly Value[]) => {
    firstCall ??= performance.now()
    const wallSeconds = Math.max(0.001, limits.wallSeconds - elapsed(firstCall))
    last = await program.call(name, args, { signal, wallSeconds })
    return last
  }
  const outcome = await judges.with((judge) => judge.run(test, call, { signal }))
  if (outcome.status === 'timeout') program.drop()
  return judgeScript(test.id, outcome, { last, seconds: elapsed() })
}
