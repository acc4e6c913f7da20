import type { Result } from '../verdict.ts'
import type { LinesRun } from './lines-run.ts'

/**
 * How suspicious each line is, by Ochiai's coefficient: failed(line) / sqrt(failed * (failed(line) + passed(line))), from 0 to 1
 * (Ochiai 1957; for programs Abreu, Zoeteweij and van Gemund 2006, PRDC). The lines of a traceback, which a failing test
 * certainly ran, count as run by it; the innermost one gets half of what is missing to 1.
 */
export function suspicionOf(
  result: Result,
  ran: readonly (LinesRun | undefined)[],
): (line: number) => number {
  const failing: ReadonlySet<number>[] = []
  const passing: ReadonlySet<number>[] = []
  const innermost = new Set<number>()
  for (const [index, verdict] of result.verdicts.entries()) {
    const raised = verdict.exception?.lines.map(({ line }) => line) ?? []
    if (raised.length > 0) innermost.add(raised.at(-1)!)
    const lines = ran[index]
    if (verdict.status === 'passed') {
      if (lines) passing.push(lines)
    } else if (lines || raised.length > 0) failing.push(new Set([...(lines ?? []), ...raised]))
  }
  if (failing.length === 0) return () => 1
  return (line) => {
    const failed = count(failing, line)
    if (failed === 0) return 0
    const ochiai = failed / Math.sqrt(failing.length * (failed + count(passing, line)))
    return innermost.has(line) ? (1 + ochiai) / 2 : ochiai
  }
}

const count = (sets: readonly ReadonlySet<number>[], line: number): number =>
  sets.filter((set) => set.has(line)).length
