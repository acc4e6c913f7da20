import { inWords, thisMachine, type Machine } from './machine.ts'
import { processorSeconds } from './measure.ts'
import { missing } from './needs.ts'
import { versionsOf } from './peers.ts'
import type { Extent, Suite } from './suite.ts'
import { renderTable, type Table } from './table.ts'

/** What came of a suite. */
export interface Result {
  readonly suite: string
  readonly quick: boolean
  /** The model that was asked, where one was named. */
  readonly engine?: string
  /**
   * 'missed': a table says that what is required was not kept; 'skipped': something is missing, or there is no shorter form;
   * 'failed': it broke off.
   */
  readonly status: 'done' | 'missed' | 'skipped' | 'failed'
  /** Why it was skipped, or what it failed with. */
  readonly reason?: string
  /** When it began, ISO 8601. */
  readonly at: string
  readonly seconds: number
  /** Of this process and of those that it started. */
  readonly processorSeconds: number
  readonly machine: Machine
  /** Versions of others' programs. */
  readonly peers: Readonly<Record<string, string>>
  readonly tables: readonly Table[]
}

/** Measures a suite, or says why not. */
export async function resultOf(name: string, suite: Suite, extent: Extent): Promise<Result> {
  const machine = thisMachine()
  const peers = versionsOf(suite.peers ?? [])
  const [began, used] = [performance.now(), processorSeconds()]
  const at = new Date().toISOString()
  const outcome = await outcomeOf(suite, extent)
  return {
    suite: name,
    quick: extent.quick,
    ...(extent.engine !== undefined && { engine: extent.engine }),
    ...outcome,
    at,
    seconds: Number(((performance.now() - began) / 1000).toFixed(1)),
    processorSeconds: Number((processorSeconds() - used).toFixed(1)),
    machine,
    peers,
  }
}

type Outcome = Pick<Result, 'status' | 'reason' | 'tables'>

async function outcomeOf(suite: Suite, extent: Extent): Promise<Outcome> {
  try {
    const lacking = (extent.quick ? suite.notQuick : undefined) ?? (await missing(suite.needs ?? []))
    if (lacking !== undefined) return { status: 'skipped', reason: lacking, tables: [] }
    const tables = await suite.run(extent)
    return { status: tables.some(isMissed) ? 'missed' : 'done', tables }
  } catch (error) {
    console.error(error)
    return { status: 'failed', reason: error instanceof Error ? error.message : String(error), tables: [] }
  }
}

/** A row that says in a column 'kept' that it did not keep what is required. */
function isMissed({ columns, rows }: Table): boolean {
  const kept = columns.indexOf('kept')
  return rows.some((row) => row[kept] === false)
}

/** A result as text: what it was measured on, and its tables. */
export function renderResult({
  suite,
  quick,
  engine,
  machine,
  peers,
  seconds,
  tables,
  ...rest
}: Result): string {
  const { status, reason } = rest
  if (status === 'skipped' || status === 'failed') return `${suite}: ${status}: ${reason}`
  const versions = Object.entries(peers).map(([peer, version]) => `${peer} ${version}`)
  const form = `${quick ? ', quick: fewer repeats and smaller sets' : ''}${engine === undefined ? '' : `, ${engine}`}`
  const head = `${suite}${form}; ${seconds} s; ${[inWords(machine), ...versions].join(', ')}`
  return [head, ...tables.map(renderTable)].join('\n\n')
}

/** All results in a line each. */
export function summaryOf(results: readonly Result[]): Table {
  const total = (of: (one: Result) => number): number =>
    Number(results.reduce((sum, one) => sum + of(one), 0).toFixed(1))
  const seconds = [total((one) => one.seconds), total((one) => one.processorSeconds)] as const
  return {
    name: 'all',
    title: 'Every suite. missed: a requirement was not kept; skipped and failed: see the reason',
    columns: ['suite', 'status', 'seconds', 'of processors', 'reason'],
    rows: [
      ...results.map((one) => [one.suite, one.status, one.seconds, one.processorSeconds, one.reason ?? '']),
      ['all', '', ...seconds, ''],
    ],
  }
}
