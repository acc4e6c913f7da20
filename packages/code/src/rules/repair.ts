import type { Outcome } from '../task/outcome.ts'
import type { Workbench } from '../task/workbench.ts'
import { editedPrograms } from './all-edits.ts'
import { ranked } from './ranking.ts'

/** Programs that are run at once. Those after the first that passes all tests are not looked at. */
const together = 4

/** A program that was tried. */
interface Attempt {
  readonly source: string
  readonly words: string
  readonly outcome: Outcome
}

export interface Repair {
  /** What was tried, the best first: the most tests passed, then the earliest. */
  readonly attempts: readonly Attempt[]
  /** Programs that were run: these, and those that were under way beside the last. */
  readonly ran: number
}

export interface RepairOptions {
  readonly bench: Pick<Workbench, 'judge' | 'suspicion'>
  /** Programs that are run at most, besides the one to be repaired. */
  readonly most: number
  /** So many of the most promising programs are left out, as they were tried. */
  readonly skip?: number | undefined
  /** Programs that need not be tried again. */
  readonly known?: ReadonlySet<string> | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Repairs a Python program by single edits of its syntax tree: those at suspicious places and of usual kinds are tried first,
 * until one passes all tests. Rejects as `Workbench.judge` does.
 */
export async function repair(
  source: string,
  { bench, most, skip = 0, known, signal }: RepairOptions,
): Promise<Repair> {
  const before = await bench.judge(source, signal)
  if (before.passed) return { attempts: [], ran: 0 }
  const suspicion = await bench.suspicion(source, before, signal)
  const candidates = ranked(editedPrograms(source), suspicion)
    .slice(skip)
    .filter((one) => !known?.has(one.source))
  const attempts: Attempt[] = []
  let ran = 0
  const chosen = candidates.slice(0, most)
  for (let place = 0; place < chosen.length && !attempts.at(-1)?.outcome.passed; place += together) {
    const tried = await Promise.all(
      chosen.slice(place, place + together).map(async ({ source: text, edit, line }): Promise<Attempt> => {
        const outcome = await bench.judge(text, signal)
        const old = source.slice(edit.from, edit.to)
        return {
          source: text,
          outcome,
          words: `line ${line}, ${edit.kind}: ${shown(old)} -> ${shown(edit.insert)}`,
        }
      }),
    )
    ran += tried.length
    const first = tried.findIndex(({ outcome }) => outcome.passed)
    attempts.push(...(first < 0 ? tried : tried.slice(0, first + 1)))
  }
  return { attempts: attempts.toSorted((a, b) => b.outcome.share - a.outcome.share), ran }
}

function shown(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ')
  return line === '' ? '(nothing)' : line.length <= 60 ? line : `${line.slice(0, 57)}...`
}
