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
