import type { Value } from '../codec/value.ts'
import { hasStopped, type Answer } from '../sandbox/answer.ts'
import type { CallTest, StdioTest } from '../tests/test.ts'
import type { Verdict } from '../verdict.ts'
import { firstDifference } from './difference.ts'
import { stdoutDifference } from './stdio.ts'

/** The verdict on what a call gave. */
export function judgeCall({ id, expected, tolerance }: CallTest, answer: Answer): Verdict {
  if (answer.status !== 'returned') return unanswered(id, answer, expected)
  const difference = firstDifference(answer.value, expected, tolerance)
  const { value: got, seconds } = answer
  if (!difference) return { test: id, status: 'passed', ...printed(answer), seconds }
  return { test: id, status: 'failed', got, expected, difference, ...printed(answer), seconds }
}

/** The verdict on what a whole program printed. */
export function judgeStdio({ id, stdout, tolerance }: StdioTest, answer: Answer): Verdict {
  if (answer.status !== 'returned') return unanswered(id, answer)
  const difference = stdoutDifference(answer.value as string, stdout, tolerance)
  const { seconds } = answer
  if (!difference) return { test: id, status: 'passed', ...printed(answer), seconds }
  return { test: id, status: 'failed', difference, ...printed(answer), seconds }
}

/** The verdict where there is no answer to judge. */
export function unanswered(
  test: string,
  answer: Exclude<Answer, { status: 'returned' }>,
  expected?: Value,
): Verdict {
  const { seconds } = answer
  const about = { ...(expected !== undefined && { expected }), ...printed(answer), seconds }
  if (hasStopped(answer)) return { test, status: answer.status, why: answer.why, ...about }
  const { exception } = answer
  return { test, status: exception.type === 'MemoryError' ? 'memory' : 'error', exception, ...about }
}

const printed = ({ stdout }: Answer) => (stdout === '' ? {} : { stdout })
