import { randomInt } from 'node:crypto'

/** No vowels, so that no words come about, and nothing that is read as something else. */
const letters = '23456789bcdfghjkmnpqrstvwxz'

/**
 * The id of a new run: the second in which it began, in UTC, and four random letters, as in `260314-093005-k7qx`. Ids
 * sort in the order in which runs of a store began, even where the clock was set back: `last` is the newest of them.
 */
export function newRunId(last: string | undefined, now = Date.now()): string {
  const after = last === undefined ? 0 : secondOf(last) + 1
  const second = new Date(Math.max(Math.floor(now / 1000), after) * 1000).toISOString()
  const [date, time] = second.slice(2, 19).replaceAll(/[-:]/g, '').split('T')
  const random = Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')
  return `${date}-${time}-${random}`
}

/** The second of an id, since 1970; NaN for what is none. */
function secondOf(id: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d\d)(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(id)?.map(Number) ?? []
  return Date.UTC(2000 + year!, month! - 1, day, hour, minute, second) / 1000
}
