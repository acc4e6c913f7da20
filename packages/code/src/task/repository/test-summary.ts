import { stripVTControlCharacters } from 'node:util'

/** How many tests a command says passed and failed. */
export interface TestSummary {
  readonly passed: number
  readonly failed: number
}

/**
 * The last summary in the output of a test command, of pytest, unittest, vitest, jest, or TAP (node --test); undefined where there
 * is none. It is what the tests say of themselves: a program that they load could print one too.
 */
export function testSummary(output: string): TestSummary | undefined {
  const lines = stripVTControlCharacters(output).split('\n')
  for (const read of [pytest, vitest, unittest, counted, tap]) {
    const found = read(lines)
    if (found && found.passed + found.failed > 0) return found
  }
  return undefined
}

type Reader = (lines: readonly string[]) => TestSummary | undefined

/** `2 failed, 5 passed, 1 error in 0.12s`, with `=` around or not. */
const pytest: Reader = (lines) => {
  const line = lines.findLast((one) => /^=*\s*\d+ (passed|failed|errors?)\b.* in [\d.]+\s?s/.test(one))
  return line === undefined
    ? undefined
    : countsOf(line, { passed: /(\d+) passed/, failed: /(\d+) (?:failed|errors?)/g })
}

/** `Tests  1 failed | 3 passed (4)`; of jest `Tests: 1 failed, 3 passed, 4 total`. */
const vitest: Reader = (lines) => {
  const line = lines.findLast((one) => /^\s*Tests:?\s+\d+ (passed|failed|skipped|todo)/.test(one))
  return line === undefined ? undefined : countsOf(line, { passed: /(\d+) passed/, failed: /(\d+) failed/g })
}

/** `Ran 5 tests in 0.01s` and `FAILED (failures=1, errors=1)`. */
const unittest: Reader = (lines) => {
  const ran = lines.findLast((one) => /^Ran \d+ tests? in /.test(one))
  if (ran === undefined) return undefined
  const end = lines.findLast((one) => /^(FAILED|OK)\b/.test(one)) ?? ''
  const failed = sumOf(end, /(?:failures|errors|unexpected successes)=(\d+)/g)
  return { passed: Math.max(0, Number(/\d+/.exec(ran)![0]) - failed), failed }
}

/** `# pass 3` and `# fail 1` of node --test, also with another mark. */
const counted: Reader = (lines) => {
  const count = (word: string) => lines.findLast((one) => new RegExp(`^\\S ${word} \\d+$`).test(one))
  const [passed, failed] = [count('pass'), count('fail')]
  if (passed === undefined || failed === undefined) return undefined
  return { passed: Number(/\d+$/.exec(passed)![0]), failed: Number(/\d+$/.exec(failed)![0]) }
}

/** `ok 1 - name` and `not ok 2 - name`, those that are not indented. */
const tap: Reader = (lines) => {
  if (!lines.some((one) => /^1\.\.\d+/.test(one))) return undefined
  const count = (pattern: RegExp) =>
    lines.filter((one) => pattern.test(one) && !/# (todo|skip)/i.test(one)).length
  return { passed: count(/^ok\b/), failed: count(/^not ok\b/) }
}

function countsOf(
  line: string,
  { passed, failed }: { readonly passed: RegExp; readonly failed: RegExp },
): TestSummary {
  return { passed: Number(passed.exec(line)?.[1] ?? 0), failed: sumOf(line, failed) }
}

const sumOf = (line: string, pattern: RegExp): number =>
  [...line.matchAll(pattern)].reduce((sum, [, count]) => sum + Number(count), 0)
