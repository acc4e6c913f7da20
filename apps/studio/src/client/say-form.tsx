import { useId, useState, type ReactNode } from 'react'

import { Button } from './button.tsx'
import { Plain } from './text.tsx'
import type { Doing } from './use-doing.ts'

interface Props {
  readonly label: string
  /** Lines of the field. */
  readonly rows: number
  /** What the button says. */
  readonly act: string
  readonly doing: Doing
  /** Takes what was written; `done` empties the field. */
  readonly say: (text: string, done: () => void) => void
  /** Further buttons. */
  readonly children?: ReactNode
}

/** Where a person writes something to a run. */
export function SayForm({ label, rows, act, doing, say, children }: Props) {
  const field = useId()
  const [text, set] = useState('')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        say(text, () => set(''))
      }}
    >
      <label htmlFor={field}>{label}</label>
      <textarea id={field} rows={rows} required value={text} onChange={({ target }) => set(target.value)} />
      <p className="acts">
        <Button type="submit" isOff={doing.now !== undefined}>
          {act}
        </Button>
        {children}
      </p>
      <Refused doing={doing} />
    </form>
  )
}

/** Why what a person asked for did not come about. */
export function Refused({ doing: { refused } }: { doing: Doing }) {
  return (
    refused && (
      <p role="alert" className="refused">
        <Plain text={refused.message} />
      </p>
    )
  )
}
