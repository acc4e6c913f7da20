import { count, styleOf, visible } from '@textgrad/runs/views'
import { useState } from 'react'

import type { WireText } from '../model/wire.ts'
import { askText, pathOfText } from './ask.ts'
import { source } from './source.ts'

/** How much of a text is shown before its reader asks for more. */
const shown = { characters: 1500, lines: 18 }
/** More than this is not put into a page. */
const most = 1_000_000

/** A short text as it is, with what can not be seen written out. */
export function Plain({ text }: { text: string }) {
  return <>{visible(text)}</>
}

export const sizeOf = (text: WireText): number => (typeof text === 'string' ? text.length : text.size)

interface TextProps {
  readonly text: WireText
  /** Of its event. */
  readonly address: string
  /** How it reads best (default: as it looks). */
  readonly style?: 'code' | 'record'
}

/** A text of a run: the beginning of a long one, and all of it when it is asked for. */
export function Text({ text, address, style }: TextProps) {
  if (text === '') return <p className="quiet">(empty)</p>
  if (typeof text === 'string') return <Known text={text} {...(style && { style })} />
  return <Cut text={text} path={pathOfText(text, address)} />
}

/** A text that is there. */
function Known({ text, style }: { text: string; style?: string }) {
  const [isOpen, setOpen] = useState(false)
  const head = beginning(text)
  const isCut = head.length < text.length
  return (
    <>
      <Value
        text={isOpen ? text.slice(0, most) : head}
        style={style ?? styleOf(head)}
        isLong={isOpen}
        goesOn={isCut && (!isOpen || text.length > most)}
      />
      {isCut && (
        <p className="more">
          <Opener isOpen={isOpen} size={text.length} set={setOpen} />
          {isOpen && text.length > most && <> the first {count(most, 'character')} are shown</>}
        </p>
      )}
    </>
  )
}

/** A text of which the server has more. */
function Cut({ text: { head: sent, size }, path }: { text: Exclude<WireText, string>; path: string }) {
  const [whole, setWhole] = useState<string>()
  const [error, setError] = useState<string>()
  const [isOpen, setOpen] = useState(false)
  const head = beginning(sent)
  const alone = source().addressOf(path)
  const open = (opens: boolean): void => {
    setOpen(opens)
    if (whole !== undefined || !opens) return
    askText(path)
      .then((text) => setWhole(text.slice(0, most)))
      .catch((failure: Error) => setError(failure.message))
  }
  const shows = isOpen && whole !== undefined
  return (
    <>
      <Value
        text={shows ? whole : head}
        style={styleOf(head)}
        isLong={shows}
        goesOn={!shows || size > most}
      />
      <p className="more">
        <Opener isOpen={isOpen} size={size} set={open} />
        {isOpen && size > most && <> the first {count(most, 'character')} are shown; </>}
        {alone !== undefined && (
          <a href={alone} target="_blank" rel="noreferrer">
            Open alone
          </a>
        )}
      </p>
      {error !== undefined && <p className="remark">{error}</p>}
    </>
  )
}

interface ValueProps {
  readonly text: string
  readonly style: string
  /** Whether all of a long one is shown. */
  readonly isLong: boolean
  readonly goesOn: boolean
}

function Value({ text, style, isLong, goesOn }: ValueProps) {
  // Lines of a record are not broken.
  const scrolls = isLong || style === 'record'
  return (
    <pre className={`value ${style}${isLong ? ' long' : ''}`} dir="auto" tabIndex={scrolls ? 0 : undefined}>
      {visible(text)}
      {goesOn && ' …'}
    </pre>
  )
}

function Opener({ isOpen, size, set }: { isOpen: boolean; size: number; set: (opens: boolean) => void }) {
  return (
    <button type="button" aria-expanded={isOpen} onClick={() => set(!isOpen)}>
      {isOpen ? 'Show less' : `Show all ${count(size, 'character')}`}
    </button>
  )
}

function beginning(text: string): string {
  const lines = text
    .split('\n', shown.lines + 1)
    .slice(0, shown.lines)
    .join('\n')
  return lines.length <= shown.characters * 1.2 ? lines : lines.slice(0, shown.characters)
}
