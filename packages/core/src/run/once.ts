import { BudgetExceeded, EngineError } from '../errors.ts'
import type { Json } from '../json.ts'
import type { Budget, Spend } from './budget.ts'
import type { OnceOptions } from './call.ts'
import type { Journal, JournalEntry } from './journal.ts'

interface Kept {
  readonly journal?: Journal | undefined
  readonly budget?: Budget | undefined
}

interface Work<T> extends OnceOptions<T> {
  readonly run: () => Promise<T>
  readonly signal?: AbortSignal | undefined
}

/** Gives the committed result of `path`, or does the work, commits it and pays for it. */
export async function commit<T>(kept: Kept, path: string, work: Work<T>): Promise<T> {
  const { journal, budget } = kept
  const hash = (journal && work.hash?.()) ?? ''
  const entry = await journal?.get(path, hash)
  if (!entry) return buy(kept, { path, hash }, work)
  // What an earlier attempt of this run paid counts against its budget, but is not asked for again.
  if (work.cost) budget?.reserve({}, work.cost.purpose).settle(entry.spent)
  await work.tell?.(entry.reply as T)
  return entry.reply as T
}

interface At {
  readonly path: string
  readonly hash: string
}

async function buy<T>({ journal, budget }: Kept, { path, hash }: At, work: Work<T>): Promise<T> {
  const { cost, signal } = work
  const reserved = cost?.reserve ?? {}
  const reservation = cost && budget?.reserve(reserved, cost.purpose)
  try {
    await journal?.intent(path, { hash, reserved, ...(cost && { purpose: cost.purpose }) })
  } catch (error) {
    reservation?.release()
    throw error
  }
  const { result, spent } = await done(work).catch(async (error: unknown) => {
    // An abort may carry any reason, such as why another call failed.
    if (signal?.aborted || mayBePaid(error)) {
      reservation?.settle({ dollars: 0, ...reserved })
    } else {
      reservation?.release()
      // What can not be taken back stays counted as if it had been paid.
      await journal?.release?.(path).catch(() => undefined)
    }
    throw error
  })
  // Kept before it is counted: a budget that ends the run here must not lose what was paid for.
  const entry = { hash, reply: result as Json, spent }
  await Promise.all([keep(journal, path, { work, entry }), work.tell?.(result)])
  reservation?.settle(spent)
  return result
}

async function done<T>({ run, cost }: Work<T>): Promise<{ result: T; spent: Partial<Spend> }> {
  const result = await run()
  return { result, spent: cost ? cost.spent(result) : {} }
}

async function keep(
  journal: Journal | undefined,
  path: string,
  { work, entry }: { readonly work: Work<any>; readonly entry: JournalEntry },
): Promise<void> {
  if (work.inPieces?.()) await journal?.release?.(path)
  else await journal?.settle(path, entry)
}

/** Whether something may have been paid although it failed; then the worst case stays counted. */
function mayBePaid(error: unknown): boolean {
  if (error instanceof EngineError) return error.paid !== 'no'
  return !(error instanceof BudgetExceeded)
}
