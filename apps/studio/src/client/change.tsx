import { count, differenceOf, isToken, styleOf, visible, type Piece } from '@textgrad/runs/views'
import { useMemo, useState } from 'react'

/** How many characters that stayed are shown around what changed, and how many at first of what changed. */
const around = 160
const changed = 4000

/** More characters of a stretch than this are not put into a page. */
const most = 200_000

/** What changed between two values of a parameter; what stayed is folded. */
export function Change({ before, after }: { before: string; after: string }) {
  const { pieces, grain } = useMemo(() => differenceOf(before, after), [before, after])
  const [isWhole, setWhole] = useState(false)
  const isFolded = pieces.some((piece, place) => folded(piece, place, pieces.length) !== piece)
  if (isToken(before) && isToken(after)) return <TwoRows pieces={pieces} />
  return (
    <>
      <pre
        className={`value long change ${grain === 'whole' ? 'rewritten ' : ''}${styleOf(after)}`}
        dir="auto"
        tabIndex={0}
      >
        {pieces.map((piece, place) => (
          <Marked key={place} piece={isWhole ? bounded(piece) : folded(piece, place, pieces.length)} />
        ))}
      </pre>
      {isFolded && (
        <button type="button" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show only what changed' : 'Show all of it'}
        </button>
      )}
    </>
  )
}

/** The two tokens one above the other, so that each can be read and copied. */
function TwoRows({ pieces }: { pieces: readonly Piece[] }) {
  return (
    <dl className="rows">
      <dt>before</dt>
      <dd className="value token">
        {pieces.map((piece, place) => piece.kind !== 'added' && <Marked key={place} piece={piece} />)}
      </dd>
      <dt>after</dt>
      <dd className="value token">
        {pieces.map((piece, place) => piece.kind !== 'removed' && <Marked key={place} piece={piece} />)}
      </dd>
    </dl>
  )
}

function Marked({ piece: { kind, text } }: { piece: Piece }) {
  const shown = visible(text)
  if (kind === 'added') return <ins>{shown}</ins>
  if (kind === 'removed') return <del>{shown}</del>
  return <>{shown}</>
}

function folded(piece: Piece, place: number, of: number): Piece {
  const { kind, text } = piece
  if (kind !== 'same') return shortened(piece, changed)
  if (text.length <= 3 * around) return piece
  const head = place === 0 ? '' : text.slice(0, around).toWellFormed()
  const tail = place === of - 1 ? '' : text.slice(-around).toWellFormed()
  const left = text.length - head.length - tail.length
  return { kind, text: `${head}\n… ${count(left, 'character')} that stayed …\n${tail}` }
}

/** All of it that a page holds without freezing. */
const bounded = (piece: Piece): Piece => shortened(piece, most)

function shortened(piece: Piece, length: number): Piece {
  const { kind, text } = piece
  if (text.length <= length * 1.2) return piece
  return {
    kind,
    text: `${text.slice(0, length).toWellFormed()}\n… ${count(text.length - length, 'character')} more …`,
  }
}
