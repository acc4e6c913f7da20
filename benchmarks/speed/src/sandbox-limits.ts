import { setTimeout as sleep } from 'node:timers/promises'

import {
  bwrapSandbox,
  limitsOf,
  pyodideSandbox,
  quickjsSandbox,
  unsafeLocal,
  type Limits,
  type Sandbox,
} from '@textgrad/code'

import { median } from './measure.ts'
import { deafPrograms } from './sandbox-deaf.ts'
import { sandboxMemory } from './sandbox-memory.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

/** A sandbox, and what it is measured with. */
export interface Measured {
  readonly name: string
  readonly make: () => Promise<Sandbox>
  readonly language: 'python' | 'javascript'
}

const backends: readonly Measured[] = [
  { name: 'bwrap', make: bwrapSandbox, language: 'python' },
  { name: 'pyodide', make: pyodideSandbox, language: 'python' },
  { name: 'quickjs', make: quickjsSandbox, language: 'javascript' },
  { name: 'unsafe-local', make: unsafeLocal, language: 'python' },
]

/** How exactly limits of time and memory bind programs that take no notice of them. */
export async function sandboxLimits({ quick }: Extent): Promise<readonly Table[]> {
  return [await overshoot(quick ? 1 : 100), await sandboxMemory(backends, quick ? 2 : Infinity)]
}

const limit = 0.5
const byClock = { name: 'the clock', cpuSeconds: 60, wallSeconds: limit }
/** By the clock too this is seen only where no other program keeps the processors busy. */
const byProcessor = { name: 'the processor', cpuSeconds: limit, wallSeconds: 60 }
const most = { p95: 60, max: 250 }

async function overshoot(count: number): Promise<Table> {
  const rows: Table['rows'][number][] = []
  for (const backend of backends)
    for (const by of [byClock, byProcessor]) {
      const { over, timeouts, empty } = await overshootOf(backend, { ...by, count })
      const sorted = over.toSorted((a, b) => a - b)
      const p95 = sorted[Math.ceil(0.95 * sorted.length) - 1]!
      const max = sorted.at(-1)!
      const kept = timeouts === count && p95 <= most.p95 && max <= most.max
      const times = [empty, median(sorted), p95, max].map((time) => time.toFixed(1))
      rows.push([backend.name, by.name, count, timeouts, ...times, kept])
    }
  return {
    name: 'sandbox-limits-time',
    title: `Programs that take no notice of signals, limit ${1000 * limit} ms: milliseconds from the request until all is gone, less the limit and the answer to an empty program in the same run; asked: 95 of 100 within ${most.p95}, all within ${most.max}`,
    columns: ['sandbox', 'limit by', 'programs', 'timeouts', 'empty', 'median', 'p95', 'max', 'kept'],
    rows,
  }
}

async function overshootOf(
  { make, language }: Measured,
  { cpuSeconds, wallSeconds, count }: typeof byClock & { readonly count: number },
): Promise<{ readonly over: readonly number[]; readonly timeouts: number; readonly empty: number }> {
  await using sandbox = await make()
  const limits = limitsOf({ cpuSeconds, wallSeconds })
  const took = (source: string) => timed(sandbox, { language, limits, source })
  // By processor time alone, several processes together end sooner than the clock says.
  const programs = deafPrograms[language].filter(({ isBusy }) => isBusy || wallSeconds === limit)
  const empties: number[] = []
  const deaf: number[] = []
  let timeouts = 0
  for (let index = 0; index < count; index++) {
    empties.push((await took('')).answered)
    const { gone, status } = await took(programs[index % programs.length]!.source)
    deaf.push(gone)
    if (status === 'timeout') timeouts += 1
  }
  const empty = median(empties)
  return { over: deaf.map((time) => time - 1000 * limit - empty), timeouts, empty }
}

interface Timing {
  readonly language: Measured['language']
  readonly limits: Limits
  readonly source: string
}

interface Times {
  readonly status: string
  /** Milliseconds from the request until it is answered, and until the program with all that it started is gone. */
  readonly answered: number
  readonly gone: number
}

/** In a place that is ready. */
async function timed(sandbox: Sandbox, { language, limits, source }: Timing): Promise<Times> {
  {
    // Sandboxes that keep processes warm have one then.
    await using other = await sandbox.open({
      language,
      limits: { ...limits, cpuSeconds: 60, wallSeconds: 60 },
    })
    await other.load('')
  }
  await sleep(50)
  const candidate = await sandbox.open({ language, limits })
  const start = performance.now()
  const { status } = await candidate.load(source)
  const answered = performance.now() - start
  await candidate[Symbol.asyncDispose]()
  return { status, answered, gone: performance.now() - start }
}
