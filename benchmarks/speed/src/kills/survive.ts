import { existsSync, readFileSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

import { canonicalLog, type RunEvent } from '@textgrad/core'
import { openStore } from '@textgrad/runs'

import type { Sim } from '../sim/sim.ts'
import { concurrency, work, type Kill } from './killed.ts'

/** What became of a run that was killed again and again. */
export interface Survived {
  readonly kills: number
  /** The result, and all that it told besides what was paid. */
  readonly outcome: string
  /** Places that had a reply, and were asked again. */
  readonly askedAgain: number
  /** Replies that were paid and are not the one that was kept, leaving out those that a fault lost. */
  readonly paidAgain: number
  readonly paid: number
  /** What the run says that was paid, or may have been. */
  readonly ledger: number
  readonly replies: number
  readonly checks: number
  readonly checksFailed: number
}

/**
 * Resumes a run until it ends by itself; `plan` says how each process is killed.
 * @throws Error where a process ends by itself without a result.
 */
export async function survive(sim: Sim, file: string, plan: () => Kill | undefined): Promise<Survived> {
  const asked = `${file}.asked`
  for (const end of ['', '-wal', '-shm', '-spare', '-marks', '.asked']) rmSync(file + end, { force: true })
  sim.reset()
  const count = { kills: 0, askedAgain: 0, checks: 0, checksFailed: 0 }
  let run: string | undefined
  for (;;) {
    const known = committed(file)
    const before = linesOf(asked).length
    const kill = plan()
    const said = await work({ store: file, baseURL: sim.baseURL, asked, run }, kill)
    while (sim.stats().inFlight > 0) await sleep(2)
    run ??= said.run
    count.askedAgain += linesOf(asked)
      .slice(before)
      .filter((path) => known.has(path)).length
    count.checks++
    if (!isWhole(file)) count.checksFailed++
    const { result } = said
    if (result !== undefined) return { ...count, ...(await ended(sim, { file, run: run!, result })) }
    if (!kill) throw new Error(`A run ended without a result: ${said.err}`)
    count.kills++
  }
}

interface Ended {
  readonly file: string
  readonly run: string
  readonly result: string
}

async function ended(
  sim: Sim,
  { file, run, result }: Ended,
): Promise<Pick<Survived, 'outcome' | 'paid' | 'paidAgain' | 'ledger' | 'replies'>> {
  const replies = committed(file).size
  const answered = sim.records().filter((record) => record.paid && record.fault !== 'reset_paid')
  await using store = await openStore(file)
  const { spent } = await store.info(run)
  const events = (await Array.fromAsync(store.read(run))).map(({ event }) => event)
  return {
    outcome: `${result}\n${canonicalLog(events.filter(({ type }) => type !== 'warning').map(withoutCosts))}`,
    paid: sim.stats().paid,
    paidAgain: answered.length - replies,
    ledger: spent.calls,
    replies,
  }
}

/** Whether a call needed a second request depends on when it was killed. */
function withoutCosts(event: RunEvent): RunEvent {
  return {
    ...event,
    ...('usage' in event && { usage: {} }),
    ...('spent' in event && { spent: {} }),
  } as RunEvent
}

/** Where a run has replies, as a look from outside shows it. */
function committed(file: string): Set<string> {
  if (!existsSync(file)) return new Set()
  using database = new DatabaseSync(file)
  const rows = database.prepare('SELECT path FROM journal').all() as { path: string }[]
  return new Set(rows.map(({ path }) => path))
}

function isWhole(file: string): boolean {
  // It may have been killed before it made one.
  if (!existsSync(file)) return true
  using database = new DatabaseSync(file)
  const findings = database.prepare('PRAGMA integrity_check').all()
  return findings.length === 1 && findings[0]!['integrity_check'] === 'ok'
}

function linesOf(file: string): readonly string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
}

/** What a run that survived breaks of what is promised. */
export function broken(survived: Survived, whole: Survived): readonly string[] {
  const { kills, outcome, askedAgain, paidAgain, paid, ledger, checksFailed } = survived
  const rules: readonly (readonly [boolean, string])[] = [
    [outcome === whole.outcome, 'it ended otherwise than a run that was not killed'],
    [askedAgain === 0, `${askedAgain} places that had a reply were asked again`],
    [paidAgain <= kills * concurrency, `${paidAgain} calls were paid again after ${kills} kills`],
    [ledger >= paid, `${paid} calls were paid, and it says ${ledger}`],
    [checksFailed === 0, `${checksFailed} integrity checks failed`],
  ]
  return rules.flatMap(([isKept, what]) => (isKept ? [] : [what]))
}
