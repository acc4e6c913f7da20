import { randomUUID } from 'node:crypto'

import { StoreError } from '@textgrad/core'

import { table, type Database, type Row } from './database.ts'
import { isAlive, ownIdentity, type ProcessIdentity } from './process-identity.ts'

const locks = table('locks', ['run', 'holder', 'pid', 'host', 'began', 'beat'])

/** Milliseconds between two signs of life of who holds a run. */
export const heartbeat = 10_000
/** Milliseconds without one after which a holder of whom nothing else is known is taken to be gone. */
const longestSilence = 6 * heartbeat

/** Who works on a run: one process at a time. */
export interface Holder extends ProcessIdentity {
  /** Tells two holders in one process apart. */
  readonly holder: string
  /** Its last sign of life, milliseconds since 1970. */
  readonly beat: number
}

/**
 * Takes a run for this process, within a transaction; a run whose holder is gone is taken over.
 * @throws StoreError that names the process that works on it.
 */
export function takeLock(database: Database, run: number, id: string): string {
  const other = holderOf(database, run)
  if (other && isHeld(other)) throw new StoreError(inUse(id, other))
  const { pid, host, began } = ownIdentity()
  const holder = randomUUID()
  database.put(locks, { run, holder, pid, host, began, beat: Date.now() })
  return holder
}

/** Tells, within a transaction, that the holder is alive. */
export function renewLock(database: Database, run: number, holder: string): void {
  database.run('UPDATE locks SET beat = ? WHERE run = ? AND holder = ?', Date.now(), run, holder)
}

/** Throws StoreError if another has taken the place of this holder, as when this process was asleep for long. */
export function checkLock(database: Database, run: number, holder: string): void {
  const now = holderOf(database, run)
  if (now?.holder === holder) return
  const who = now ? `the process ${now.pid} on ${now.host}` : 'another process'
  throw new StoreError(`This process no longer holds its run: ${who} has taken it over`)
}

export function releaseLock(database: Database, run: number, holder: string): void {
  database.run('DELETE FROM locks WHERE run = ? AND holder = ?', run, holder)
}

/** Who holds a run and is alive, as far as can be known. */
export function liveHolder(database: Database, run: number): Holder | undefined {
  const holder = holderOf(database, run)
  return holder && isHeld(holder) ? holder : undefined
}

/** Whoever holds a run of the store and is alive. */
export function anyHolder(database: Database): Holder | undefined {
  const holders = database.all('SELECT holder, pid, host, began, beat FROM locks') as (Row & Holder)[]
  return holders.find(isHeld)
}

function holderOf(database: Database, run: number): Holder | undefined {
  const row = database.get('SELECT holder, pid, host, began, beat FROM locks WHERE run = ?', run)
  return row as (Row & Holder) | undefined
}

function isHeld(holder: Holder): boolean {
  return isAlive(holder) ?? Math.abs(Date.now() - holder.beat) < longestSilence
}

function inUse(id: string, { pid, host, beat }: Holder): string {
  const since = new Date(beat).toISOString()
  return `The run ${id} is in use by the process ${pid} on ${host}, last seen at ${since}; reading it is allowed`
}
