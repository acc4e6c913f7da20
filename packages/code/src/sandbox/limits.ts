/** What a program may take. Times are per request: loading, a call, or a run with standard input. */
export interface Limits {
  /** Processor time of the program and all that it starts, seconds (default: 10). */
  readonly cpuSeconds: number
  /** Time by the clock, seconds, for what sleeps or waits (default: three times `cpuSeconds`). */
  readonly wallSeconds: number
  /** Memory of the program and all that it starts, bytes (default: 512 MiB). */
  readonly memoryBytes: number
  /** What it may print, bytes (default: 1 MiB). */
  readonly outputBytes: number
  /** The size of a file that it writes, bytes (default: 1 MiB). */
  readonly fileBytes: number
  /** Processes and threads at once (default: 32). */
  readonly processes: number
}

const smallest: Limits = {
  cpuSeconds: 0.001,
  wallSeconds: 0.001,
  memoryBytes: 64 * 2 ** 20,
  outputBytes: 1,
  fileBytes: 1,
  processes: 1,
}

const usual = {
  cpuSeconds: 10,
  memoryBytes: 512 * 2 ** 20,
  outputBytes: 2 ** 20,
  fileBytes: 2 ** 20,
  processes: 32,
}

/** Seconds that a timer can wait. */
const longest = 2_000_000

/** Completes what is given. @throws RangeError for a limit that is none, or under which no program starts. */
export function limitsOf(given: Partial<Limits> = {}): Limits {
  const named = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const wallSeconds = 3 * (given.cpuSeconds ?? usual.cpuSeconds)
  const limits: Limits = { ...usual, wallSeconds, ...named }
  for (const name of Object.keys(smallest) as (keyof Limits)[]) {
    const value = limits[name]
    const most = name.endsWith('Seconds') ? longest : Number.MAX_SAFE_INTEGER
    if (!(value >= smallest[name] && value <= most))
      throw new RangeError(`${name} must be a number from ${smallest[name]} to ${most}, not ${value}`)
    if (!name.endsWith('Seconds') && !Number.isInteger(value))
      throw new RangeError(`${name} must be a whole number, not ${value}`)
  }
  return limits
}
