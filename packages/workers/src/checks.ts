/** @throws TypeError */
export function checkQueue(queue: string | undefined): void {
  if (queue !== undefined && !/^[a-z0-9][a-z0-9-]{0,63}$/.test(queue))
    throw new TypeError(`A queue is named in small letters, digits and dashes, not ${JSON.stringify(queue)}`)
}

/** @throws RangeError */
export function checkPositive(name: string, value: number | undefined): void {
  if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1))
    throw new RangeError(`${name} must be a whole number from 1, not ${value}`)
}

/** @throws RangeError */
export function checkPriority(priority: number | undefined): void {
  if (priority !== undefined && !(Number.isInteger(priority) && priority >= 0 && priority <= 1000))
    throw new RangeError(`priority must be a whole number from 0 to 1000, not ${priority}`)
}

/** Timers take no more. */
const longest = 2 ** 31 - 1

/** @throws RangeError */
export function checkLease(lease: number | undefined): void {
  if (lease !== undefined && !(Number.isInteger(lease) && lease >= 1000 && lease <= longest))
    throw new RangeError(`lease must be a whole number of milliseconds from 1000 to ${longest}, not ${lease}`)
}

/** Redis takes 512 million bytes at once, and holds all of it in memory. */
const most = 64_000_000

/** @throws RangeError */
export function checkSize(name: string, text: string): void {
  if (text.length > most)
    throw new RangeError(
      `${name} has ${text.length} characters, and at most ${most} are sent: large data go by files that a task names`,
    )
}
