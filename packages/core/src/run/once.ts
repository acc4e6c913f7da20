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

/** Gives the committed result of `path`, or does the work, pays for it and commits it. */
export async function commit<T>({ journal, budget }: Kept, path: string, work: Work<T>): Promise<T> {
  if (!journal) return (await pay(budget, work)).result
  const hash = work.hash?.() ?? ''
  const entry = await journal.get(path, hash)
  if (entry) {
    // What an earlier attempt of this run paid counts against its budget, but is not asked for again.
    if (work.cost) budget?.reserve({}, work.cost.purpose).settle(entry.spent)
    return entry.reply as T
  }
  const { result, spent } = await pay(budget, work, (reserved) =>
    journal.intent(path, { hash, attempt: 0, reserved }),
  )
  await journal.settle(path, { hash, reply: result as Json, spent })
  return result
}

async function pay<T>(
  budget: Budget | undefined,
  { run, cost }: Work<T>,
  before?: (reserved: Partial<Spend>) => Promise<void>,
): Promise<{ result: T; spent: Partial<Spend> }> {
  const reserved = cost?.reserve ?? {}
  const reservation = cost && budget?.reserve(reserved, cost.purpose)
  try {
    await before?.(reserved)
    const result = await run()
    const spent = cost ? cost.spent(result) : {}
    reservation?.settle(spent)
    return { result, spent }
  } catch (error) {
    if (mayBePaid(error)) reservation?.settle(reserved)
    else reservation?.release()
    throw error
  }
}

/** Whether something may have been paid although it failed; then the worst case stays counted. */
function mayBePaid(error: unknown): boolean {
  if (error instanceof EngineError) return error.paid !== 'no'
  return !(error instanceof BudgetExceeded)
}
