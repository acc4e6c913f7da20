import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { limitsOf, type Sandbox } from '@textgrad/code'

import { hungryPrograms } from './sandbox-hungry.ts'
import type { Measured } from './sandbox-limits.ts'
import type { Table } from './table.ts'

const mebibyte = 2 ** 20
const memoryBytes = 256 * mebibyte
const limits = limitsOf({ cpuSeconds: 4, wallSeconds: 60, memoryBytes })
const share = 1.2
const ownMebibytes = 100

/** What WebAssembly is in, a process of Node.js, takes memory itself; QuickJS's has a bound of its own. */
const rules: Readonly<Record<string, (peak: number, empty: number) => boolean>> = {
  pyodide: (peak, empty) => peak - empty <= share * memoryBytes,
  quickjs: (peak) => peak <= memoryBytes + ownMebibytes * mebibyte,
}
const usual = (peak: number): boolean => peak <= share * memoryBytes

/** The most memory that programs hold which take all that they get, seen from another process: of the first so many of each language. */
export async function sandboxMemory(backends: readonly Measured[], count: number): Promise<Table> {
  await using peaks = new Peaks()
  const rows: Table['rows'][number][] = []
  for (const { name, make, language } of backends) {
    await using sandbox = await make()
    const held = (source: string) => peakOf(sandbox, { language, source, peaks })
    const empty = await held('')
    for (const { name: program, source } of hungryPrograms[language].slice(0, count)) {
      const { end, peak } = await held(source)
      const sizes = [peak, empty.peak].map((bytes) => Math.round(bytes / mebibyte))
      const shares = [peak, peak - empty.peak].map((bytes) => (bytes / memoryBytes).toFixed(2))
      rows.push([name, program, end, ...sizes, ...shares, (rules[name] ?? usual)(peak, empty.peak)])
    }
  }
  return {
    name: 'sandbox-limits-memory',
    title: `Programs that take all memory, limit ${memoryBytes / mebibyte} MiB: the most that all their processes held at once, MiB and as a share of the limit; asked: ${share}, of pyodide beyond an empty program, of quickjs the limit and ${ownMebibytes} MiB`,
    columns: ['sandbox', 'program', 'end', 'peak', 'empty', 'peak / limit', 'beyond empty / limit', 'kept'],
    rows,
  }
}

interface Held {
  readonly language: Measured['language']
  readonly source: string
  readonly peaks: Peaks
}

async function peakOf(
  sandbox: Sandbox,
  { language, source, peaks }: Held,
): Promise<{ readonly end: string; readonly peak: number }> {
  await peaks.next()
  // With limits that no other program has, no process that is known is used again.
  fileBytes += 1
  const candidate = await sandbox.open({ language, limits: { ...limits, fileBytes } })
  const answer = await candidate.load(source)
  const peak = await peaks.next()
  await candidate[Symbol.asyncDispose]()
  return { end: answer.status === 'raised' ? answer.exception.type : answer.status, peak }
}

let fileBytes = limits.fileBytes

/** The process that looks. */
class Peaks implements AsyncDisposable {
  readonly #child = spawn(process.execPath, [join(import.meta.dirname, 'sandbox-peak.program.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  readonly #lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()

  /** Bytes since it was asked last; from now on of processes that are new. */
  async next(): Promise<number> {
    this.#child.stdin.write('\n')
    const { value } = await this.#lines.next()
    return Number(value)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin.end()
    await new Promise((resolve) => this.#child.once('exit', resolve))
  }
}
