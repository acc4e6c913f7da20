import { BudgetExceeded, EngineError } from '../errors.ts'
import type { Json } from '../json.ts'
import type { Budget, Spend } from './budget.ts'
import type { OnceOptions } from './call.ts'
import type { Journal } from './journal.ts'

interface Kept {
  readonly journal?: Journal | undefined
  readonly budget?: Budget | undefined
}

interface Work<T> extends OnceOptions<T> {
  readonly run: () => Promise<T>
}

/** Gives the committed result of `path`, or does the work, commits it and pays for it. */
export async function commit<T>({ journal, budget }: Kept, path: string, work: Work<T>): Promise<T> {
  const hash = (journal && work.hash?.()) ?? ''
  const entry = await journal?.get(path, hash)
  if (entry) {
    // What an earlier attempt of this run paid counts against its budget, but is not asked for again.
    if (work.cost) budget?.reserve({}, work.cost.purpose).settle(entry.spent)
    return entry.reply as T
  }
  const { result, spent, settle } = await pay(budget, work, (reserved) =>
    journal?.intent(path, { hash, attempt: 0, reserved }),
  )
  // Kept before it is counted: a budget that ends the run here must not lose what was paid for.
  if (!work.inPieces?.()) await journal?.settle(path, { hash, reply: result as Json, spent })
  settle()
  return result
}

interface Paid<T> {
  readonly result: T
  readonly spent: Partial<Spend>
  readonly settle: () => void
}

async function pay<T>(
  budget: Budget | undefined,
  { run, cost }: Work<T>,
  before: (reserved: Partial<Spend>) => Promise<void> | undefined,
): Promise<Paid<T>> {
  const reserved = cost?.reserve ?? {}
  const reservation = cost && budget?.reserve(reserved, cost.purpose)
  try {
    await before(reserved)
    const result = await run()
    const spent = cost ? cost.spent(result) : {}
    return { result, spent, settle: () => reservation?.settle(spent) }
  } catch (error) {
    if (mayBePaid(error)) reservation?.settle({ dollars: 0, ...reserved })
    else reservation?.release()
    throw error
  }
}

/** Whether something may have been paid although it failed; then the worst case stays counted. */
function mayBePaid(error: unknown): boolean {
  if (error instanceof EngineError) return error.paid !== 'no'
  return !(error instanceof BudgetExceeded)
}
