import type { Json } from '../json.ts'
import type { Spend } from './budget.ts'
import type { OnceOptions } from './call.ts'
import type { Journal, JournalEntry } from './journal.ts'
import { Payments, type Kept, type Pay } from './payments.ts'

interface Work<T> extends OnceOptions<T> {
  readonly run: (pay: Pay) => Promise<T>
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

async function buy<T>(kept: Kept, { path, hash }: At, work: Work<T>): Promise<T> {
  const { journal } = kept
  const payments = new Payments(kept, { path, hash, cost: work.cost, signal: work.signal })
  await payments.setAside()
  const { result, spent: own } = await done(work, payments.pay).catch(async (error: unknown) => {
    await payments.fail(error)
    throw error
  })
  const spent = payments.withLost(own)
  // Kept before it is counted: a budget that ends the run here must not lose what was paid for.
  const entry = { hash, reply: result as Json, spent }
  await Promise.all([keep(journal, path, { work, entry }), payments.merge(), work.tell?.(result)])
  payments.settle(spent)
  return result
}

async function done<T>({ run, cost }: Work<T>, pay: Pay): Promise<{ result: T; spent: Partial<Spend> }> {
  const result = await run(pay)
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
