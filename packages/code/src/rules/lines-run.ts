import type { Value } from '../codec/value.ts'
import type { Limits } from '../sandbox/limits.ts'
import type { Candidate, Sandbox, ScriptJudge } from '../sandbox/sandbox.ts'
import type { Test } from '../tests/test.ts'

/** Which lines of a Python program ran in a test, from 1; a call that takes too many steps is cut off. */
export type LinesRun = ReadonlySet<number>

/** Steps of the program until a call is ended: what runs for long repeats itself. */
const mostSteps = 200_000

const tracer = String.raw`

class _TextgradTooLong(BaseException):
    pass

def _textgrad_traced(name, arguments):
    import sys
    lines = set()
    globals()["_textgrad_ran"] = lines
    left = [${mostSteps}]
    def trace(frame, event, argument):
        if frame.f_code.co_filename != "<program>":
            return None
        if event == "line":
            lines.add(frame.f_lineno)
        left[0] -= 1
        if left[0] < 0:
            raise _TextgradTooLong()
        return trace
    sys.settrace(trace)
    try:
        return globals()[name](*arguments)
    finally:
        sys.settrace(None)

def _textgrad_lines():
    return sorted(globals().pop("_textgrad_ran", ()))
`

export interface Traced {
  readonly sandbox: Sandbox
  readonly limits: Limits
  readonly signal?: AbortSignal | undefined
}

/**
 * The lines that each test runs, by running the program once more with a tracer in it; undefined for tests of whole programs and
 * where the program did not live to tell. The program could lie here: it decides what is tried first and nothing else.
 * Rejects with a SandboxError or the reason of the signal.
 */
export async function linesRun(
  source: string,
  tests: readonly Test[],
  traced: Traced,
): Promise<(LinesRun | undefined)[]> {
  const { sandbox, limits, signal } = traced
  const open = { language: 'python' as const, limits, ...(signal && { signal }) }
  const ownLines = source.split('\n').length
  await using resources = new AsyncDisposableStack()
  let judge: ScriptJudge | undefined
  const found: (LinesRun | undefined)[] = []
  for (const test of tests) {
    if (test.kind === 'stdio') {
      found.push(undefined)
      continue
    }
    await using candidate = await sandbox.open(open)
    const loaded = await candidate.load(`${source}${tracer}`, { signal })
    const ran = new Set<number>()
    if (loaded.status === 'returned' && test.kind === 'call') {
      await tracedCall(candidate, test.call.function, test.call.args, { ran, signal })
    } else if (loaded.status === 'returned' && test.kind === 'script') {
      judge ??= resources.use(await sandbox.openJudge(open))
      const call = (name: string, args: readonly Value[]) =>
        tracedCall(candidate, name, args, { ran, signal })
      await judge.run(test, call, { signal })
    }
    const lines = [...ran].filter((line) => line <= ownLines)
    found.push(lines.length === 0 ? undefined : new Set(lines))
  }
  return found
}

async function tracedCall(
  candidate: Candidate,
  name: string,
  args: readonly Value[],
  { ran, signal }: { readonly ran: Set<number>; readonly signal: AbortSignal | undefined },
) {
  const answer = await candidate.call('_textgrad_traced', [name, args], { signal })
  if (answer.status !== 'returned' && answer.status !== 'raised') return answer
  const lines = await candidate.call('_textgrad_lines', [], { signal })
  if (lines.status === 'returned' && Array.isArray(lines.value))
    for (const line of lines.value) if (typeof line === 'number') ran.add(line)
  return answer
}
