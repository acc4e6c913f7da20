import { BudgetExceeded, EngineError } from '../errors.ts'
import type { Json } from '../json.ts'
import type { Budget, Reservation } from './budget.ts'
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
  const { cost } = work
  const reserve = cost?.reserve ?? {}
  // Without a journal nothing is looked up, and hashing long prompts would cost more than all the rest.
  const hash = (journal && work.hash?.()) ?? ''
  const entry = await journal?.get(path, hash)
  if (entry) {
    // What an earlier attempt of this run paid counts against its budget, but is not asked for again.
    if (cost) budget?.reserve({}, cost.purpose).settle(entry.spent)
    return entry.reply as T
  }
  const reservation = cost && budget?.reserve(reserve, cost.purpose)
  const result = await paid(work, reservation, () =>
    journal?.intent(path, { hash, attempt: 0, reserved: reserve }),
  )
  const spent = cost ? cost.spent(result) : {}
  reservation?.settle(spent)
  await journal?.settle(path, { hash, reply: result as Json, spent })
  return result
}

async function paid<T>(
  { run, cost }: Work<T>,
  reservation: Reservation | undefined,
  before: () => Promise<void> | undefined,
): Promise<T> {
  try {
    await before()
    return await run()
  } catch (error) {
    if (cost && mayBePaid(error)) reservation?.settle(cost.reserve)
    else reservation?.release()
    throw error
  }
}

/** Whether something may have been paid although it failed; then the worst case stays counted. */
function mayBePaid(error: unknown): boolean {
  if (error instanceof EngineError) return error.paid !== 'no'
  return !(error instanceof BudgetExceeded)
}
