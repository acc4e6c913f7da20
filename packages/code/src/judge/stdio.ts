import type { Tolerance } from '../tests/test.ts'
import type { Difference } from './difference.ts'

/**
 * Where printed text first is not what was expected; undefined where it is. White space at the ends of lines and of the
 * text does not count. With a tolerance, lines are compared word by word, numbers by their value.
 */
export function stdoutDifference(
  got: string,
  expected: string,
  tolerance?: Tolerance,
): Difference | undefined {
  const [ours, theirs] = [linesOf(got), linesOf(expected)]
  for (let index = 0; index < Math.max(ours.length, theirs.length); index++) {
    const [line, wanted] = [ours[index], theirs[index]]
    if (line !== undefined && wanted !== undefined && equalLines(line, wanted, tolerance)) continue
    return { path: `line ${index + 1}`, text: `${quoted(line)} instead of ${quoted(wanted)}` }
  }
  return undefined
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trimEnd())
  while (lines.at(-1) === '') lines.pop()
  return lines
}

const quoted = (line: string | undefined): string =>
  line === undefined ? 'the end' : JSON.stringify(line.length <= 200 ? line : `${line.slice(0, 200)}...`)

function equalLines(got: string, expected: string, tolerance: Tolerance | undefined): boolean {
  if (got === expected) return true
  if (!tolerance) return false
  const [ours, theirs] = [got, expected].map((line) => line.trim().split(/\s+/))
  return (
    ours!.length === theirs!.length &&
    ours!.every((word, index) => equalWords(word, theirs![index]!, tolerance))
  )
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

function equalWords(got: string, expected: string, { absolute = 0, relative = 0 }: Tolerance): boolean {
  if (got === expected) return true
  if (!number.test(got) || !number.test(expected)) return false
  return Math.abs(Number(got) - Number(expected)) <= absolute + relative * Math.abs(Number(expected))
}
