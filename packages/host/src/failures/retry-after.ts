/** What is told beyond this is taken for a mistake: nobody waits a day for a reply. Milliseconds. */
const longestWait = 10 * 60_000

/**
 * How many milliseconds a server asks to wait: `retry-after-ms` (as OpenAI's SDK reads it), else `retry-after` in
 * seconds or as a date (RFC 9110, section 10.2.3). Undefined for what is no number or date, not above zero or more
 * than ten minutes. `now` is in milliseconds since 1970.
 */
export function readRetryAfter(header: HeaderLookup, now = Date.now()): number | undefined {
  const seconds = numberOf(header('retry-after'))
  const waits = [
    numberOf(header('retry-after-ms')),
    seconds === undefined ? untilDate(header('retry-after'), now) : seconds * 1000,
  ]
  return waits.find((wait) => wait !== undefined && wait > 0 && wait <= longestWait)
}

/** The value of a header, by its name in small letters. */
export type HeaderLookup = (name: string) => string | undefined

/** Headers as clients keep them: as `Headers`, or as a record with names in any case. */
export function lookupIn(headers: unknown): HeaderLookup | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined
  if (headers instanceof Headers) return (name) => headers.get(name) ?? undefined
  const byName = new Map(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value as unknown]),
  )
  return (name) => {
    const value = byName.get(name)
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  }
}

function numberOf(written = ''): number | undefined {
  const text = written.trim()
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
}

function untilDate(written: string | undefined, now: number): number | undefined {
  if (written === undefined || !/^\w+, .*GMT\s*$/.test(written)) return undefined
  return Date.parse(written) - now
}
