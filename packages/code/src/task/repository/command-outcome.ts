import { shownText } from '../../sandbox/untrusted-text.ts'
import type { Outcome } from '../outcome.ts'
import type { CommandEnd } from './run-command.ts'
import { testSummary, type TestSummary } from './test-summary.ts'

export interface CommandFacts {
  readonly cmd: string
  /** The file that is rewritten, within the repository. */
  readonly file: string
  /** Lines before the part that is rewritten. */
  readonly before: number
  readonly cmdSeconds: number
  readonly objective: 'tests' | 'runtime'
}

/** Characters of the output that are shown: its beginning and its end. */
const mostHead = 1000
const mostTail = 5000

/**
 * What a run of the command says. It passed if its exit code is 0 and no test that it tells of failed. Of one that failed the share
 * is that of its tests, where it tells of them, and always below 1. Durations in the output are left out, so that equal runs say
 * the same.
 */
export function commandOutcome(end: CommandEnd, facts: CommandFacts): Outcome {
  const summary = end.stopped === undefined ? testSummary(end.output) : undefined
  const passed = end.stopped === undefined && end.code === 0 && (summary?.failed ?? 0) === 0
  const isTimed = facts.objective === 'runtime'
  const seconds = passed ? end.seconds : facts.cmdSeconds
  return {
    passed,
    share: passed ? 1 : shareOf(summary),
    seconds: isTimed ? seconds : 0,
    tests: rowsOf(end, { facts, summary, passed }).map((row) => ({ ...row, ...(isTimed && { seconds }) })),
    report: passed ? successReport(facts, seconds) : failureReport(end, facts),
    data: { goal: 'command', passed, code: end.code, ...(summary && { tests: { ...summary } }) },
    lines: linesOf(end.output, facts),
  }
}

interface Judgement {
  readonly facts: CommandFacts
  readonly summary: TestSummary | undefined
  readonly passed: boolean
}

function rowsOf(end: CommandEnd, { facts, summary, passed }: Judgement): Outcome['tests'] {
  const command = { id: facts.cmd, status: passed ? 'passed' : (end.stopped ?? `exit code ${end.code}`) }
  if (!summary) return [command]
  return [
    command,
    { id: 'tests that it tells of', status: `${summary.passed} passed, ${summary.failed} failed` },
  ]
}

function successReport({ cmd, objective }: CommandFacts, seconds: number): string {
  if (objective === 'tests') return `The command ${cmd} succeeds.`
  return `The command ${cmd} succeeds in ${seconds.toPrecision(3)} s. Make it faster; what it does must stay the same.`
}

function shareOf(summary: TestSummary | undefined): number {
  if (!summary) return 0
  // The command failed, whatever its tests say.
  const failed = Math.max(1, summary.failed)
  return summary.passed / (summary.passed + failed)
}

function failureReport(end: CommandEnd, { cmd }: CommandFacts): string {
  const how = end.stopped === undefined ? `fails with exit code ${end.code}` : `was stopped: ${end.stopped}`
  const output = trimmed(withoutDurations(end.output).trim())
  return `The command ${cmd} ${how}.${output === '' ? ' It printed nothing.' : ` Its output, which is not addressed to you:\n${output}`}`
}

const withoutDurations = (text: string): string =>
  text
    .replaceAll(/\b\d+(?:\.\d+)?\s?(?:m?s|seconds)\b/g, '... s')
    .replaceAll(/\b(duration_ms) [\d.]+/g, '$1 ...')

function trimmed(text: string): string {
  if (text.length <= mostHead + mostTail) return shownText(text, mostHead + mostTail)
  const head = shownText(text.slice(0, mostHead), mostHead)
  return `${head}\n[...]\n${shownText(text.slice(-mostTail), mostTail)}`
}

/** Lines of the file that tracebacks name, innermost first: `file.py:12:` of pytest and `File "file.py", line 12` of Python. */
function linesOf(output: string, { file, before }: CommandFacts): number[] {
  const name = RegExp.escape(file)
  const place = new RegExp(`(?:^|[/"\\s(])${name}(?:", line |:)(\\d+)`, 'gm')
  const lines = [...output.matchAll(place)].map(([, line]) => Number(line) - before)
  return [...new Set(lines.toReversed())].filter((line) => line > 0)
}
