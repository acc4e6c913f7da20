import {
  StoreError,
  type Attempt,
  type Budget,
  type Journal,
  type JournalEntry,
  type Limits,
  type RunEvent,
} from '@textgrad/core'

import type { Database } from './database.ts'
import { EventLog, textOf } from './event-log.ts'
import { programChanged } from './failure.ts'
import type { GroupCommit, Writer } from './group-commit.ts'
import { Intents, type Intent } from './intents.ts'
import { budgetBeside, inWords } from './ledger.ts'
import { checkLock, heartbeat, releaseLock, renewLock } from './lock.ts'
import type { Marks } from './marks.ts'
import { Listener, type People } from './people.ts'
import type { RunPlan } from './plan.ts'
import { Replies } from './replies.ts'
import { SaidTable } from './said.ts'
import type { Spare } from './spare.ts'
import { ToldBefore } from './told-before.ts'

/**
 * A run that this process works on. `optimize` is given its journal, its `emit` and its budget. What they accept outlives
 * the process when their promises resolve. A result that was paid for is on the disk then, with all that was accepted
 * before it; the rest is some milliseconds later.
 */
export interface DurableRun extends AsyncDisposable {
  readonly id: string
  readonly plan: RunPlan
  readonly journal: Journal
  readonly emit: (event: RunEvent) => Promise<void>
  /** A budget in which what earlier processes of this run may have paid is set aside (default: without limits). */
  budget(limits?: Limits): Budget
  /** Who may tell it to pause or to stop while it goes on, and answers what it asks. */
  readonly people: People
}

/** What all runs of a store share. */
export interface Shared {
  readonly database: Database
  readonly commits: GroupCommit
  readonly spare: Spare
  readonly marks: Marks
  readonly redact: (event: RunEvent) => RunEvent
}

/** Which run it is, and who holds it. */
export interface Held {
  readonly run: number
  readonly id: string
  readonly plan: RunPlan
  readonly attempt: number
  readonly holder: string
  readonly onClose: () => void
}

export class HeldRun implements DurableRun, Writer {
  readonly id: string
  readonly plan: RunPlan
  readonly journal: Journal
  readonly people: Listener
  readonly #said: SaidTable
  readonly #shared: Shared
  readonly #held: Held
  readonly #log: EventLog
  readonly #told = new ToldBefore()
  readonly #intents: Intents
  readonly #replies: Replies
  /** What earlier processes may have paid. */
  readonly #lost: readonly Intent[]
  readonly #beat: NodeJS.Timeout
  #isClosed = false

  constructor(shared: Shared, held: Held) {
    const { database } = shared
    this.id = held.id
    this.plan = held.plan
    this.#shared = shared
    this.#held = held
    this.#log = new EventLog(database, held.run)
    this.#intents = new Intents(database, held.run)
    this.#replies = new Replies(database, held.run)
    this.#said = new SaidTable(database, held.run)
    this.journal = {
      get: async (path, hash) => this.#get(path, hash),
      intent: (path, attempt) => this.#intent(path, attempt),
      settle: (path, entry) => this.#settle(path, entry),
      release: (path) => this.#release(path),
    }
    const ends = this.#told.read(this.#log)
    const intents = this.#intents.all()
    this.#intents.verify(intents)
    this.#replies.verify(intents)
    database.transaction(() => this.#takeOver(ends))
    this.#lost = this.#intents.all().filter(({ state }) => state === 'lost')
    this.people = new Listener(this.#said, (saying) => this.#note(() => this.#said.add(saying)))
    this.#beat = setInterval(() => this.#renew(), heartbeat).unref()
  }

  readonly emit = async (event: RunEvent): Promise<void> => {
    await this.#tell(event, (write) => this.#note(write))
  }

  /** Stores an event unless an earlier process has; its number. It is on the disk then. */
  append(event: RunEvent): Promise<number> {
    return this.#tell(event, (write) => this.#write(write))
  }

  async #tell(given: RunEvent, keep: (write: () => number) => Promise<number>): Promise<number> {
    const event = this.#shared.redact(given)
    if (event.type === 'run-start') this.#refuseOther(event)
    const text = textOf(event)
    const known = this.#told.take(text)
    // What an earlier process told until here and this one did not, did not happen.
    const untold = endsSome(event) ? this.#told.takeAll((told) => isOver(told, event)) : []
    if (known !== undefined && untold.length === 0) return known
    const { attempt } = this.#held
    return keep(() => {
      this.#log.remove(untold, attempt)
      return known ?? this.#log.add({ event, text, attempt })
    })
  }

  budget(limits: Limits = {}): Budget {
    return budgetBeside(limits, this.#lost)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.people[Symbol.dispose]()
    clearInterval(this.#beat)
    const { commits, database, marks } = this.#shared
    const { run, holder, onClose } = this.#held
    try {
      await commits.drain()
      database.transaction(() => releaseLock(database, run, holder))
    } finally {
      marks[Symbol.dispose]()
      onClose()
    }
  }

  /** Marks what earlier processes left behind: their ends, and attempts that nobody waits for any more. */
  #takeOver(ends: readonly number[]): void {
    const { attempt } = this.#held
    this.#log.remove(ends, attempt)
    if (attempt > 1) this.#said.add({ kind: 'resume' })
    this.#intents.begin()
    const calls = inWords(this.#intents.lose())
    this.#intents.end()
    if (calls === 'nothing') return
    const message = `What was under way when this run was interrupted may have been paid, and counts as paid: ${calls}`
    const event: RunEvent = { step: 0, path: `attempt-${attempt}`, at: Date.now(), type: 'warning', message }
    this.#log.add({ event, text: textOf(event), attempt, own: true })
  }

  #get(path: string, hash: string): JournalEntry | undefined {
    this.#refuseWhenClosed()
    return this.#replies.get(path, hash)
  }

  async #intent(path: string, attempt: Attempt): Promise<void> {
    const { spare } = this.#shared
    spare.refuseWhenUsed()
    await this.#note(() => this.#intents.open(path, attempt))
    if (!spare.isUsed) return
    // It was written together with what used the room up.
    await this.#release(path)
    spare.refuseWhenUsed()
  }

  async #settle(path: string, { hash, reply, spent }: JournalEntry): Promise<void> {
    const text = jsonOf(reply, path)
    await this.#write(() => {
      this.#replies.add(path, { hash, spent: JSON.stringify(spent), reply: text })
      this.#intents.close(path, 'settled', spent)
    })
  }

  #release(path: string): Promise<void> {
    return this.#note(() => this.#intents.close(path, 'released', {}))
  }

  async #write<T>(write: () => T): Promise<T> {
    this.#refuseWhenClosed()
    return this.#shared.commits.add(this, write)
  }

  /** For what the loss of power may undo. */
  async #note<T>(write: () => T): Promise<T> {
    this.#refuseWhenClosed()
    return this.#shared.commits.note(this, write)
  }

  begin(): void {
    checkLock(this.#shared.database, this.#held.run, this.#held.holder)
    this.#log.begin()
    this.#intents.begin()
  }

  end(): () => void {
    this.#intents.end()
    const last = this.#log.added
    return () => {
      if (last !== undefined) this.#shared.marks.put(this.#held.run, last)
    }
  }

  /** Another version may run the same program; another start, configuration or strategy is another program. */
  #refuseOther(now: RunStart): void {
    const { beginning } = this.#told
    if (!beginning) return
    const content = ({ run, ...rest }: RunStart): string => textOf({ ...rest, run: { ...run, version: '' } })
    if (content(now) === content(beginning)) return
    throw programChanged('its start, task, configuration, engine, seed or strategy is another')
  }

  #renew(): void {
    const { commits, database } = this.#shared
    const { run, holder } = this.#held
    // If it can not be told, the next write says why.
    commits.note(this, () => renewLock(database, run, holder)).catch(() => undefined)
  }

  #refuseWhenClosed(): void {
    if (this.#isClosed) throw new StoreError(`The run ${this.id} is closed`)
  }
}

type RunStart = Extract<RunEvent, { type: 'run-start' }>

function endsSome({ type }: RunEvent): boolean {
  return type === 'run-start' || type === 'step-end' || type === 'run-end'
}

/** Whether what an earlier process told would have been told again by now. */
function isOver(told: { readonly step: number; readonly type: string }, now: RunEvent): boolean {
  if (now.type === 'run-start') return told.type === 'run-start'
  if (now.type === 'step-end') return told.step <= now.step
  return now.type === 'run-end' && now.status !== 'aborted' && now.status !== 'failed'
}

function jsonOf(result: unknown, path: string): string {
  let text: string | undefined
  let cause: unknown
  try {
    text = JSON.stringify(result)
  } catch (error) {
    // Such as a text that is longer than a program can hold.
    cause = error
  }
  if (text !== undefined) return text
  throw new StoreError(`The result of ${path} can not be kept: it is not JSON`, { cause })
}
