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
import { budgetBeside, inWords, ledgerOf } from './ledger.ts'
import { checkLock, heartbeat, releaseLock, renewLock } from './lock.ts'
import type { RunPlan } from './plan.ts'
import { Replies } from './replies.ts'
import type { Spare } from './spare.ts'
import { ToldBefore } from './told-before.ts'

/**
 * A run that this process works on. `optimize` is given its journal, its `emit` and its budget; what they accept is on the
 * disk when their promises resolve.
 */
export interface DurableRun extends AsyncDisposable {
  readonly id: string
  readonly plan: RunPlan
  readonly journal: Journal
  readonly emit: (event: RunEvent) => Promise<void>
  /** A budget in which what earlier processes of this run may have paid is set aside (default: without limits). */
  budget(limits?: Limits): Budget
}

/** What all runs of a store share. */
export interface Shared {
  readonly database: Database
  readonly commits: GroupCommit
  readonly spare: Spare
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
    this.journal = {
      get: async (path, hash) => this.#get(path, hash),
      intent: (path, attempt) => this.#intent(path, attempt),
      settle: (path, entry) => this.#settle(path, entry),
      release: (path) => this.#release(path),
    }
    const ends = this.#told.read(this.#log)
    this.#replies.verify(this.#intents.all())
    database.transaction(() => this.#takeOver(ends))
    this.#lost = this.#intents.all().filter(({ state }) => state === 'lost')
    this.#beat = setInterval(() => this.#renew(), heartbeat).unref()
  }

  readonly emit = async (event: RunEvent): Promise<void> => {
    await this.append(event)
  }

  /** Stores an event unless an earlier process has; its number. */
  async append(given: RunEvent): Promise<number> {
    const event = this.#shared.redact(given)
    if (event.type === 'run-start') this.#refuseOther(event)
    const text = textOf(event)
    const known = this.#told.take(text)
    // What an earlier process told until here and this one did not, did not happen.
    const untold = this.#told.takeAll((told) => isOver(told, event))
    if (known !== undefined && untold.length === 0) return known
    const { attempt } = this.#held
    return this.#write(() => {
      this.#log.remove(untold, attempt)
      return known ?? this.#log.add({ event, text, attempt })
    })
  }

  budget(limits: Limits = {}): Budget {
    return budgetBeside(limits, this.#lost)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    clearInterval(this.#beat)
    this.#shared.commits.flush()
    this.#isClosed = true
    const { database } = this.#shared
    const { run, holder } = this.#held
    database.transaction(() => releaseLock(database, run, holder))
    this.#held.onClose()
  }

  /** Marks what earlier processes left behind: their ends, and attempts that nobody waits for any more. */
  #takeOver(ends: readonly number[]): void {
    const { attempt } = this.#held
    this.#log.remove(ends, attempt)
    const { maybe } = ledgerOf(this.#intents.lose())
    const calls = inWords(maybe)
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
    await this.#write(() => this.#intents.open(path, attempt))
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
    return this.#write(() => this.#intents.close(path, 'released', {}))
  }

  async #write<T>(write: () => T): Promise<T> {
    this.#refuseWhenClosed()
    return this.#shared.commits.add(this, write)
  }

  begin(): void {
    checkLock(this.#shared.database, this.#held.run, this.#held.holder)
    this.#log.begin()
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
    commits.add(this, () => renewLock(database, run, holder)).catch(() => undefined)
  }

  #refuseWhenClosed(): void {
    if (this.#isClosed) throw new StoreError(`The run ${this.id} is closed`)
  }
}

type RunStart = Extract<RunEvent, { type: 'run-start' }>

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
