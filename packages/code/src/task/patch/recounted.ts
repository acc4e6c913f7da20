export interface Recounted {
  readonly text: string
  /** A line of a hunk that begins as none does. */
  readonly strange: string | undefined
}

/**
 * A unified diff in which the lengths of every hunk are those of its lines: whoever writes a patch by hand, a model above all, counts them
 * wrongly. Blank lines within a hunk are context; those at its end are left out. Where a hunk belongs is not changed.
 */
export function recounted(patch: string): Recounted {
  const lines = patch.split('\n')
  let strange: string | undefined
  const written: string[] = []
  for (let at = 0; at < lines.length;) {
    const header = hunkHeader.exec(lines[at]!)
    if (!header) {
      written.push(lines[at]!)
      at += 1
      continue
    }
    const end = endOfHunk(lines, at + 1)
    const body = trimmed(lines.slice(at + 1, end)).map((line) => (line === '' ? ' ' : line))
    strange ??= body.find((line) => !' -+\\'.includes(line[0]!))
    const count = (signs: string) => body.filter((line) => signs.includes(line[0]!)).length
    const [, from, to, rest] = header
    written.push(`@@ -${from},${count(' -')} +${to},${count(' +')} @@${rest}`, ...body)
    at = end
  }
  return { text: written.join('\n'), strange }
}

const hunkHeader = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)$/

function endOfHunk(lines: readonly string[], from: number): number {
  for (let at = from; at < lines.length; at++) {
    if (/^(?:@@|diff --git |Index: )/.test(lines[at]!) || isFileHeader(lines, at)) return at
  }
  return lines.length
}

/** A line that is taken out may begin with `--` too. */
const isFileHeader = (lines: readonly string[], at: number): boolean =>
  lines[at]!.startsWith('--- ') &&
  lines[at + 1]?.startsWith('+++ ') === true &&
  (at + 2 >= lines.length || /^(?:@@|\s*$)/.test(lines[at + 2]!))

function trimmed(body: readonly string[]): readonly string[] {
  const last = body.findLastIndex((line) => line !== '')
  return body.slice(0, last + 1)
}
