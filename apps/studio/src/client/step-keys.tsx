import { useLayoutEffect, useState } from 'react'

import type { StepRow } from '../model/step-row.ts'

interface Props {
  readonly rows: readonly StepRow[]
  readonly chosen: number | undefined
  readonly choose: (step: number) => void
}

/** Where letters are written. */
const writing = 'input:not([type="checkbox"], [type="range"]), textarea, select, [contenteditable]'

/** j and k go through the steps, unless a person is writing, or has turned them off: who speaks to a machine types at random. */
export function StepKeys({ rows, chosen, choose }: Props) {
  const [isOn, setOn] = useState(kept.read)
  // Before anything is seen of the step that is chosen now: the next key is meant from there.
  useLayoutEffect(() => {
    if (!isOn) return
    const press = ({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent): void => {
      const isWriting = target instanceof HTMLElement && target.matches(writing)
      if ((key !== 'j' && key !== 'k') || isWriting || ctrlKey || metaKey || altKey) return
      const place = rows.findIndex(({ number }) => number === chosen)
      const next = rows[place + (key === 'j' ? 1 : -1)]
      if (next) choose(next.number)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [rows, chosen, choose, isOn])
  const turn = ({ target }: { target: { checked: boolean } }): void => {
    setOn(target.checked)
    kept.write(target.checked)
  }
  return (
    <label className="quiet keys">
      <input type="checkbox" checked={isOn} onChange={turn} /> <kbd>j</kbd> next step, <kbd>k</kbd> the one
      before
    </label>
  )
}

const name = 'textgrad-keys'

/** What this browser was told last; a file may have nowhere to keep it. */
const kept = {
  read: (): boolean => {
    try {
      return localStorage.getItem(name) !== 'off'
    } catch {
      return true
    }
  },
  write: (isOn: boolean): void => {
    try {
      localStorage.setItem(name, isOn ? 'on' : 'off')
    } catch {
      // It holds for this page.
    }
  },
}
