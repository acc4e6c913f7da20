import { hasStopped, type Answer } from '../sandbox/answer.ts'
import type { ScriptOutcome } from '../sandbox/sandbox.ts'
import { shownText } from '../sandbox/untrusted-text.ts'
import type { Verdict } from '../verdict.ts'
import { unanswered } from './judge-answer.ts'

/** The verdict on how test code ended; `last` is what the program answered to it last. */
export function judgeScript(
  test: string,
  outcome: ScriptOutcome,
  { last, seconds }: { readonly last: Answer | undefined; readonly seconds: number },
): Verdict {
  const printed = last && last.stdout !== '' ? { stdout: last.stdout } : {}
  if (outcome.status === 'passed') return { test, status: 'passed', ...printed, seconds }
  if (outcome.status === 'timeout') return { test, status: 'timeout', why: 'the test took too long', seconds }
  const about = { ...(outcome.line !== undefined && { testLine: outcome.line }), ...printed, seconds }
  const why = shownText(outcome.text)
  if (outcome.status === 'failed') return { test, status: 'failed', ...(why !== '' && { why }), ...about }
  if (last && isCause(last, outcome)) return { ...unanswered(test, last), ...about }
  const exception = { type: outcome.type, text: why, lines: [] }
  return { test, status: 'error', why: 'the test code failed', exception, ...about }
}

/** Whether test code ended by what the program did, which it did not catch, rather than by itself. */
function isCause(
  last: Answer,
  { type, text }: { readonly type: string; readonly text: string },
): last is Exclude<Answer, { status: 'returned' }> {
  if (last.status === 'returned') return false
  if (hasStopped(last) || type === 'stopped') return true
  return last.exception.type === type && last.exception.text === shownText(text)
}
