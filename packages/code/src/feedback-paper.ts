import { pythonShown } from './codec/python-text.ts'
import type { Test } from './tests/test.ts'
import type { Result, Verdict } from './verdict.ts'

/**
 * A result in the words of the TextGrad paper's experiment on LeetCode (Yuksekgonul et al. 2024, arXiv 2406.07496, section
 * 3.1), so that its recorded runs can be compared. For a program that could not be loaded each test says why.
 */
export function paperFeedback(tests: readonly Test[], { verdicts }: Result): string {
  const lines = verdicts.map((verdict, index) => ({ verdict, text: textOf(tests[index]!) }))
  const passed = lines.filter(({ verdict }) => verdict.status === 'passed').map(({ text }) => text)
  const failed = lines
    .filter(({ verdict }) => verdict.status !== 'passed')
    .map(({ verdict, text }) => `${text} # ERROR: ${complaint(verdict, text)}`)
  return `${section('passed', passed)}\n\n${section('failed', failed)}`
}

function section(name: 'passed' | 'failed', lines: readonly string[]): string {
  const body = lines.length === 0 ? `\nNo tests ${name}.\n` : lines.map((line) => `\n${line}`).join('')
  return `**Tests that the code ${name}:**\n${body}`
}

function textOf(test: Test): string {
  if (test.kind === 'call') return test.text ?? test.id
  return test.kind === 'script' ? test.code : test.id
}

/** What was expected is read from the text as the paper does: after the first `==`. */
function complaint({ status, got, exception, why }: Verdict, text: string): string {
  const expected = text.split('==')[1]?.trim() ?? ''
  if (status === 'failed' && got !== undefined)
    return `This unit test fails. Output was ${pythonShown(got)}, but expected value was: ${expected}`
  const words = status === 'timeout' ? 'Timer expired' : (exception?.text ?? why ?? status)
  return `This unit test fails because the function generated: ${words}.`
}
