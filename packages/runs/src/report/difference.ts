import { diffChars, diffLines, diffWordsWithSpace, type ChangeObject } from 'diff'

/** A stretch of text that stayed, was removed, or was added. */
export interface Piece {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
}

/** 'whole': the texts have too little in common, or are too long, to be told apart in parts. */
type Grain = 'characters' | 'words' | 'lines' | 'whole'

export interface Difference {
  readonly grain: Grain
  readonly pieces: readonly Piece[]
}

interface Method {
  readonly grain: Grain
  /** Up to how many characters of both texts it is used. */
  readonly upTo: number
  /** What stayed between two changes and is too short to be worth showing as such. */
  readonly island: RegExp
  readonly run: (before: string, after: string) => readonly ChangeObject<string>[] | undefined
}

// Myers' algorithm takes the time of length x edits: the limits keep each below some tens of milliseconds.
const characters: Method = {
  grain: 'characters',
  upTo: 2000,
  island: /^.$/su,
  run: (before, after) => diffChars(before, after, { maxEditLength: 400 }),
}
const words: Method = {
  grain: 'words',
  upTo: 40_000,
  island: /^[\s\p{P}]*$/u,
  run: (before, after) => diffWordsWithSpace(before, after, { maxEditLength: 600 }),
}
const lines: Method = {
  grain: 'lines',
  upTo: 2_000_000,
  island: /^\s*$/,
  run: (before, after) => diffLines(before, after, { maxEditLength: 1000 }),
}

/** What must have stayed, as a part of the longer text, for a difference to be shown in parts. */
const common = 0.3

/**
 * What changed between two texts: by characters where both are one short token such as a SMILES, by words in
 * prose, by lines where that would take too long.
 */
export function differenceOf(before: string, after: string): Difference {
  if (before === after) return { grain: 'whole', pieces: [{ kind: 'same', text: after }] }
  if (before.length + after.length > words.upTo) return differenceOfLong(before, after)
  return differenceOfParts(before, after)
}

/** Long texts are compared where they differ: what they begin and end with alike is left out, however long it is. */
function differenceOfLong(before: string, after: string): Difference {
  const head = startOf(before, sameStart(before, after))
  const tail = endOf(before, Math.min(sameEnd(before, after), Math.min(before.length, after.length) - head))
  const end = after.length - tail
  const { grain, pieces } = differenceOfParts(
    before.slice(head, before.length - tail),
    after.slice(head, end),
  )
  return {
    grain: grain === 'whole' && head + tail > 0 ? 'lines' : grain,
    pieces: [...same(after.slice(0, head)), ...pieces, ...same(after.slice(end))],
  }
}

const same = (text: string): Piece[] => (text === '' ? [] : [{ kind: 'same', text }])

/** How many characters two texts begin with alike. */
function sameStart(before: string, after: string): number {
  const most = Math.min(before.length, after.length)
  let same = 0
  while (same < most && before.charCodeAt(same) === after.charCodeAt(same)) same++
  return same
}

/** How many characters two texts end with alike. */
function sameEnd(before: string, after: string): number {
  const most = Math.min(before.length, after.length)
  let same = 0
  while (
    same < most &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++
  return same
}

/** How far from where texts begin to differ the end of a line, or else of a word, is looked for. */
const near = 2000

/** The most of the first `length` characters that ends with a whole line, a whole word or at least a whole character. */
function startOf(text: string, length: number): number {
  if (length === 0) return 0
  for (const mark of ['\n', ' ']) {
    const found = text.lastIndexOf(mark, length - 1)
    if (found >= 0 && found > length - near) return found + 1
  }
  return isHalved(text, length) ? length - 1 : length
}

/** The most of the last `length` characters that begins with one. */
function endOf(text: string, length: number): number {
  if (length === 0) return 0
  const from = text.length - length
  for (const mark of ['\n', ' ']) {
    const found = text.indexOf(mark, from)
    if (found >= 0 && found < from + near) return text.length - found - 1
  }
  return isHalved(text, from) ? length - 1 : length
}

/** Whether a place is inside of a character. */
function isHalved(text: string, place: number): boolean {
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(place - 1, place + 1))
}

function differenceOfParts(before: string, after: string): Difference {
  const methods = isToken(before) && isToken(after) ? [characters] : [words, lines]
  for (const { grain, upTo, island, run } of methods) {
    const changes = before.length + after.length <= upTo ? run(before, after) : undefined
    if (!changes) continue
    const pieces = withoutIslands(changes.map(asPiece), island)
    const stayed = lengthOf(pieces, 'same')
    if (stayed >= common * Math.max(before.length, after.length)) return { grain, pieces }
    break
  }
  const whole = [
    { kind: 'removed' as const, text: before },
    { kind: 'added' as const, text: after },
  ]
  return { grain: 'whole', pieces: whole.filter(({ text }) => text !== '') }
}

/** Whether a text is one word without spaces: a SMILES, a number, a name. */
export function isToken(text: string): boolean {
  return text.length <= 1000 && /^\S+$/.test(text)
}

function asPiece({ value, added, removed }: ChangeObject<string>): Piece {
  if (added) return { kind: 'added', text: value }
  return { kind: removed ? 'removed' : 'same', text: value }
}

/** Joins changes that only an island parts, each with what was removed before what was added. */
function withoutIslands(pieces: readonly Piece[], island: RegExp): Piece[] {
  const joined: Piece[] = []
  let removed = ''
  let added = ''
  const flush = (): void => {
    if (removed !== '') joined.push({ kind: 'removed', text: removed })
    if (added !== '') joined.push({ kind: 'added', text: added })
    removed = ''
    added = ''
  }
  for (const [index, { kind, text }] of pieces.entries()) {
    const between = kind === 'same' && index > 0 && index < pieces.length - 1
    if (between && island.test(text) && !text.includes('\n\n')) {
      removed += text
      added += text
    } else if (kind === 'same') {
      flush()
      joined.push({ kind, text })
    } else if (kind === 'removed') removed += text
    else added += text
  }
  flush()
  return joined
}

function lengthOf(pieces: readonly Piece[], kind: Piece['kind']): number {
  return pieces.reduce((sum, piece) => sum + (piece.kind === kind ? piece.text.length : 0), 0)
}
