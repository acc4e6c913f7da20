import { applyPatch, type StructuredPatch } from 'diff'

import { shownText } from '../../sandbox/untrusted-text.ts'

type Hunk = StructuredPatch['hunks'][number]

/** Which hunk of a patch does not apply to a text, and where the two first differ. */
export function hunkFault(text: string, change: StructuredPatch): string {
  const { hunks } = change
  const isWrong = (_: Hunk, place: number) =>
    applyPatch(text, { ...change, hunks: hunks.slice(0, place + 1) }, { fuzzFactor: 0 }) === false
  const place = hunks.findIndex(isWrong)
  const hunk = hunks[place] ?? hunks.at(-1)!
  const head = `hunk ${(place < 0 ? hunks.length - 1 : place) + 1} of ${hunks.length} (@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@) does not apply`
  return `${head}: ${difference(text.split('\n'), hunk)}`
}

function difference(lines: readonly string[], hunk: Hunk): string {
  const wanted = hunk.lines.filter((line) => /^[ -]/.test(line)).map((line) => line.slice(1))
  const [at, matching] = nearest(lines, wanted, hunk.oldStart - 1)
  if (matching === wanted.length)
    return `its lines are found at line ${at + 1}, where the hunks before it, or the end of the file, leave no room for it`
  const first = wanted.findIndex((line, place) => lines[at + place] !== line)
  const found = lines[at + first]
  const isThere = found === undefined ? 'is beyond the end of the file' : `is ${quoted(found)}`
  return `line ${at + first + 1} of the file ${isThere}, and the hunk expects ${quoted(wanted[first]!)}`
}

const quoted = (line: string): string => JSON.stringify(shownText(line, 200))

/** Where most of the lines are, the nearest of several such places, and how many of them are there. */
function nearest(
  lines: readonly string[],
  wanted: readonly string[],
  from: number,
): readonly [number, number] {
  let best: readonly [number, number] = [Math.max(0, Math.min(from, lines.length - 1)), -1]
  for (let at = 0; at < lines.length; at++) {
    const matching = wanted.filter((line, place) => lines[at + place] === line).length
    const isNearer = matching === best[1] && Math.abs(at - from) < Math.abs(best[0] - from)
    if (matching > best[1] || isNearer) best = [at, matching]
  }
  return best
}
