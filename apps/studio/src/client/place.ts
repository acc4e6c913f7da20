import { useSyncExternalStore } from 'react'

/** Where a person is in the studio; it stands in the address, so that it can be kept and sent. */
export interface Place {
  readonly run?: string
  readonly step?: number
}

function placeOf(hash: string): Place {
  const [, run, step] = /^#\/runs\/([^/]+)(?:\/steps\/(\d{1,9}))?$/.exec(hash) ?? []
  if (run === undefined) return {}
  return { run: decoded(run), ...(step !== undefined && { step: Number(step) }) }
}

/** An address that a person typed may be malformed: then it names no run. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export function addressOf({ run, step }: Place): string {
  if (run === undefined) return '#/'
  return `#/runs/${encodeURIComponent(run)}${step === undefined ? '' : `/steps/${step}`}`
}

/** Goes to a place; `replace` leaves no trace in the history, as when a person leafs through steps. */
export function go(place: Place, { replace = false } = {}): void {
  if (replace) {
    history.replaceState(null, '', addressOf(place))
    window.dispatchEvent(new HashChangeEvent('hashchange'))
  } else location.hash = addressOf(place)
}

export function usePlace(): Place {
  const hash = useSyncExternalStore(listen, () => location.hash)
  return placeOf(hash)
}

function listen(change: () => void): () => void {
  window.addEventListener('hashchange', change)
  return () => window.removeEventListener('hashchange', change)
}
