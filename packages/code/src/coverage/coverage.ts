import { tracedLines, type Traced } from '../rules/lines-run.ts'
import type { Test } from '../tests/test.ts'
import type { Program } from '../values.ts'

/** Which lines of a program its tests run, from 1, in order. Lines at which there is nothing to run are in neither list. */
export interface Coverage {
  readonly ran: readonly number[]
  /** Those that no test runs. */
  readonly missed: readonly number[]
}

/**
 * The lines that tests run, loading the program among it; undefined where it did not live to tell. It is what the program says of
 * itself: it is for words, and no verdict depends on it. Rejects as `tracedLines` does.
 */
export async function coverageOf(
  program: Program,
  tests: readonly Test[],
  traced: Traced,
): Promise<Coverage | undefined> {
  const found = await tracedLines(program, tests, traced)
  const lines = found.find((one) => one.program !== undefined)?.program ?? []
  const ran = new Set(found.flatMap((one) => [...one.loaded, ...one.ran]))
  if (ran.size === 0) return undefined
  const last = program.source.split('\n').length
  const own = lines.filter((line) => line >= 1 && line <= last)
  return { ran: own.filter((line) => ran.has(line)), missed: own.filter((line) => !ran.has(line)) }
}

/** Lines as they are said: `3, 5-7`. Lines between two that follow each other in `all` are no gap. */
export function lineWords(lines: readonly number[], all: readonly number[]): string {
  const order = new Map(all.toSorted((a, b) => a - b).map((line, place) => [line, place]))
  const runs: [number, number][] = []
  for (const line of lines) {
    const last = runs.at(-1)
    if (last && order.get(line) === order.get(last[1])! + 1) last[1] = line
    else runs.push([line, line])
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ')
}
