import { resolve } from 'node:path'

import { Database } from './store/database.ts'
import { requireStore } from './store/file.ts'
import { liveHolder } from './store/lock.ts'
import { requireNewest } from './store/migrate.ts'
import { RunTable } from './store/run-table.ts'
import { SaidTable, type Said, type Saying, type SayingKind } from './store/said.ts'

/** What others than the run itself can say. */
type ForRun = Saying & { readonly kind: Exclude<SayingKind, 'question' | 'resume'> }

/**
 * Says something to a run of a store, whichever process works on it; the number of what was said. It is kept beside what the
 * run tells. Whoever works on the run hears it within half a second.
 * @throws StoreError (as a rejection) where there is no such run; RangeError for what nobody would hear: a pause, a stop or
 * an answer where no process works on the run, and an answer to what was not asked or was answered.
 */
export async function sayTo(file: string, run: string, saying: ForRun): Promise<number> {
  return inStore(file, run, (database, number) => {
    const said = new SaidTable(database, number)
    if (saying.kind !== 'note' && !liveHolder(database, number))
      throw new RangeError(`No process works on the run ${run}`)
    if (saying.kind === 'answer' && openQuestion(said.after(0))?.number !== saying.answers)
      throw new RangeError('This question is not open any more')
    return said.add(saying)
  })
}

/**
 * Takes a note back.
 * @throws RangeError (as a rejection) for what is no note of the run.
 */
export async function takeBack(file: string, run: string, note: number): Promise<void> {
  inStore(file, run, (database, number) => {
    if (!new SaidTable(database, number).removeNote(note)) throw new RangeError('There is no such note')
  })
}

/** The question that a person has to answer: one is asked at a time, and only the last. */
export function openQuestion(said: readonly Said[]): Said | undefined {
  const last = said.findLast(({ kind }) => kind === 'question')
  return last && said.some((one) => one.answers === last.number || isLater(one, last)) ? undefined : last
}

/** What the process that works on the run was told to do, if it was. */
export function lastRequest(said: readonly Said[]): Said | undefined {
  const last = said.findLast(({ kind }) => kind === 'pause' || kind === 'stop')
  return last && said.some((one) => isLater(one, last)) ? undefined : last
}

/** Whether another process has gone on since. */
function isLater({ kind, number }: Said, than: Said): boolean {
  return kind === 'resume' && number > than.number
}

function inStore<T>(file: string, run: string, work: (database: Database, run: number) => T): T {
  const path = resolve(file)
  requireStore(path)
  using database = new Database(path)
  requireNewest(database)
  const found = new RunTable(database).get(run)
  return database.transaction(() => work(database, found.run))
}
