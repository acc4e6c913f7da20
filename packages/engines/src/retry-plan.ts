import { systemClock, type Clock } from './clock.ts'

export interface RetryOptions {
  /** Requests for one reply, in all (default: 5). */
  readonly attempts?: number
  /** Of these, how many may follow a failure that may have been paid for (default: 1). */
  readonly afterPaid?: number
  /** Of these, how many may follow an empty reply; with 0 an empty reply is returned (default: 2). */
  readonly afterEmpty?: number
  /** Milliseconds for one reply with all its requests and waits (default: 3 600 000). */
  readonly deadline?: number
  /** Milliseconds that the first wait takes at most; each further one up to twice as long (default: 500). */
  readonly firstWait?: number
  /** Milliseconds that a wait takes at most, unless a server asks for more (default: 60 000). */
  readonly longestWait?: number
  /** For tests. */
  readonly clock?: Clock
}

/** The options of `retry`, all of them. */
export type RetryPlan = Required<RetryOptions>

const defaults: RetryPlan = {
  attempts: 5,
  afterPaid: 1,
  afterEmpty: 2,
  deadline: 3_600_000,
  firstWait: 500,
  longestWait: 60_000,
  clock: systemClock,
}

/** Throws RangeError for an option out of range. */
export function retryPlan(options: RetryOptions): RetryPlan {
  const plan = { ...defaults, ...options }
  const { attempts, deadline } = plan
  if (!(Number.isInteger(attempts) && attempts >= 1)) {
    throw new RangeError(`attempts must be a whole number from 1 up, not ${attempts}`)
  }
  if (!(deadline > 0))
    throw new RangeError(`deadline must be a number of milliseconds above 0, not ${deadline}`)
  for (const name of ['afterPaid', 'afterEmpty', 'firstWait', 'longestWait'] as const) {
    if (!(plan[name] >= 0)) throw new RangeError(`${name} must be a number from 0 up, not ${plan[name]}`)
  }
  return plan
}
