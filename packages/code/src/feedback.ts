import { createHash } from 'node:crypto'

import { feedback, satisfied, type Feedback, type Json } from '@textgrad/core'

import { pythonText } from './codec/python-text.ts'
import type { Value } from './codec/value.ts'
import { lineWords } from './coverage/coverage.ts'
import { counterexampleWords, propertyWords } from './properties/property-words.ts'
import type { ProgramException } from './sandbox/answer.ts'
import { shownText } from './sandbox/untrusted-text.ts'
import type { Test } from './tests/test.ts'
import type { Result, Verdict } from './verdict.ts'

/** How many tests that fail are shown in full, and how much of a value. */
const mostTests = 5
const mostOfValue = 500

/**
 * What tests say of a program, exactly and without a model: for each that fails what was called, what came and what was
 * expected, with the first difference, the exception and the program's own lines that led to it. Satisfied where all pass.
 * What the program printed is set apart by a mark that it can not write itself.
 */
export function testFeedback(source: string, tests: readonly Test[], result: Result): Feedback {
  if (result.passed) return satisfied
  return feedback(testReport(source, tests, result), dataOf(result))
}

/** The words of `testFeedback`; of a program that passes too. */
export function testReport(source: string, tests: readonly Test[], result: Result): string {
  const { verdicts, loadError, flaky } = result
  const passed = verdicts.filter(({ status }) => status === 'passed').length
  const head = `${passed} of ${verdicts.length} tests pass.`
  if (loadError) return `${head} The program does not load. ${loadWords(source, loadError)}`
  const failed = verdicts.flatMap((verdict, index) =>
    verdict.status === 'passed' ? [] : [{ verdict, test: tests[index]! }],
  )
  const shown = failed.slice(0, mostTests).map(({ verdict, test }) => failure(source, test, verdict))
  const rest = failed.slice(mostTests).map(({ verdict }) => verdict.test)
  return [
    head,
    ...(flaky ? [`With another seed for hashes these go otherwise: ${flaky.join(', ')}.`] : []),
    ...shown,
    ...(rest.length > 0 ? [`${rest.length} more fail: ${listed(rest)}.`] : []),
    ...missedWords(result),
  ].join('\n\n')
}

function missedWords({ coverage }: Result): readonly string[] {
  const { ran = [], missed = [] } = coverage ?? {}
  return missed.length === 0 ? [] : [`No test runs these lines: ${lineWords(missed, [...ran, ...missed])}.`]
}

const listed = (ids: readonly string[]): string =>
  ids.length <= 20 ? ids.join(', ') : `${ids.slice(0, 20).join(', ')} ...`

function loadWords(source: string, error: NonNullable<Result['loadError']>): string {
  if (error.status !== 'error') return `It was stopped (${error.status}): ${error.why}.`
  return exceptionWords(source, error.exception)
}

function failure(source: string, test: Test, verdict: Verdict): string {
  return [
    `Test ${verdict.test}: ${testWords(test)}`,
    ...[...counterexampleWords(verdict), ...outcomeWords(source, test, verdict)].map((line) => `  ${line}`),
    ...(verdict.stdout === undefined ? [] : [printedWords(verdict.stdout)]),
  ].join('\n')
}

function testWords(test: Test): string {
  if (test.kind === 'stdio') return `with the input ${JSON.stringify(shownText(test.stdin, mostOfValue))}`
  if (test.kind === 'script') return 'test code'
  if (test.kind === 'property') return propertyWords(test)
  if (test.text !== undefined) return shownText(test.text, mostOfValue)
  return `${test.call.function}(${test.call.args.map(valueWords).join(', ')})`
}

function outcomeWords(source: string, test: Test, verdict: Verdict): readonly string[] {
  const { status, expected, exception, why } = verdict
  const wanted = expected === undefined ? [] : [`expected ${valueWords(expected)}${nearWords(test)}`]
  const line = lineOfTest(test, verdict)
  if (exception) return [exceptionWords(source, exception), ...(why ? [why] : []), ...line, ...wanted]
  if (status === 'failed')
    return [...differenceWords(verdict, wanted), ...assertionWords(test, verdict), ...line]
  const stopped = status === 'error' ? (why ?? status) : `was stopped (${status}): ${why ?? ''}`
  return [stopped, ...line, ...wanted]
}

const nearWords = (test: Test): string =>
  (test.kind === 'call' || test.kind === 'property') && test.tolerance ? ' (within the tolerance)' : ''

function assertionWords(test: Test, { why, testLine }: Verdict): readonly string[] {
  if (!why) return []
  const isAssertion = test.kind === 'script' || testLine !== undefined
  return [isAssertion ? `the assertion says: ${why}` : why]
}

function differenceWords({ got, difference }: Verdict, wanted: readonly string[]): readonly string[] {
  const returned = got === undefined ? [] : [`returned ${valueWords(got)}`]
  if (!difference) return [...returned, ...wanted]
  const at = difference.path === '' ? '' : ` at ${difference.path}`
  return [...returned, ...wanted, `first difference${at}: ${difference.text}`]
}

function lineOfTest(test: Test, { testLine }: Verdict): readonly string[] {
  const code = test.kind === 'script' ? test.code : test.kind === 'property' ? test.check : undefined
  if (code === undefined || testLine === undefined) return []
  const text = code.split('\n')[testLine - 1]?.trim()
  return text ? [`at this line of the test: ${shownText(text, mostOfValue)}`] : []
}

function exceptionWords(source: string, { type, text, lines }: ProgramException): string {
  const own = source.split('\n')
  const places = lines.slice(-3).map(({ line, function: name }) => {
    const code = own[line - 1]?.trim()
    return `line ${line}${name === undefined ? '' : ` in ${name}`}${code ? `: ${shownText(code, 200)}` : ''}`
  })
  const where = places.length === 0 ? '' : ` (${places.join(' > ')})`
  return `raised ${type}: ${shownText(text, mostOfValue)}${where}`
}

const valueWords = (value: Value): string => shownText(pythonText(value), mostOfValue)

/** How much of a value stands in a table. */
const mostOfCell = 200

/** What came of a test that failed, and what was expected, in few words. */
export function failureOf({ status, got, expected, exception, why }: Verdict): {
  readonly got?: string
  readonly expected?: string
} {
  if (status === 'passed') return {}
  const short = (value: Value): string => shownText(pythonText(value), mostOfCell)
  const raised = exception && shownText(`${exception.type}: ${exception.text}`, mostOfCell)
  const came = got === undefined ? (raised ?? why) : short(got)
  return {
    ...(came !== undefined && { got: came }),
    ...(expected !== undefined && { expected: short(expected) }),
  }
}

/** The mark depends on the whole text, so no text can hold its own. */
function printedWords(text: string): string {
  const mark = createHash('sha256').update(text).digest('hex').slice(0, 12)
  return `  output of the program under test, between the marks:\n[${mark}\n${text}\n${mark}]`
}

function dataOf({ verdicts, loadError, flaky, coverage }: Result): Json {
  const failed = verdicts.filter(({ status }) => status !== 'passed')
  return {
    goal: 'tests',
    passed: verdicts.length - failed.length,
    of: verdicts.length,
    ...(loadError && { loadError: JSON.parse(JSON.stringify(loadError)) as Json }),
    ...(flaky && { flaky }),
    ...(coverage && { missedLines: coverage.missed }),
    failed: failed.slice(0, 20).map((verdict) => ({
      test: verdict.test,
      status: verdict.status,
      ...(verdict.got !== undefined && { got: valueWords(verdict.got) }),
      ...(verdict.expected !== undefined && { expected: valueWords(verdict.expected) }),
      ...(verdict.counterexample && {
        cases: verdict.cases!,
        inputs: Object.fromEntries(
          verdict.counterexample.inputs.map(({ name, value }) => [name, valueWords(value)]),
        ),
      }),
      ...(verdict.difference && { difference: { ...verdict.difference } }),
      ...(verdict.exception && {
        exception: verdict.exception.type,
        lines: verdict.exception.lines.map(({ line }) => line),
      }),
    })),
  }
}
