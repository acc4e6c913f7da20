import { useSyncExternalStore } from 'react'

/** A run, or one of its steps. */
export interface RunPlace {
  readonly run: string
  readonly step?: number
}

/** Where a person is in the studio; it stands in the address, so that it can be kept and sent. */
export type Place =
  | { readonly page: 'runs' }
  | { readonly page: 'new' }
  | { readonly page: 'workers' }
  | ({ readonly page: 'run' } & RunPlace)
  | { readonly page: 'compare'; readonly sides: readonly [RunPlace, RunPlace] }

function placeOf(hash: string): Place {
  if (hash === newAddress) return { page: 'new' }
  if (hash === workersAddress) return { page: 'workers' }
  const [, run, step] = /^#\/runs\/([^/]+)(?:\/steps\/(\d{1,9}))?$/.exec(hash) ?? []
  if (run !== undefined) return { page: 'run', ...sideOf(run, step) }
  const side = String.raw`([^/@]+)(?:@(\d{1,9}))?`
  const [, a, stepOfA, b, stepOfB] = new RegExp(`^#/compare/${side}/${side}$`).exec(hash) ?? []
  if (a === undefined || b === undefined) return { page: 'runs' }
  return { page: 'compare', sides: [sideOf(a, stepOfA), sideOf(b, stepOfB)] }
}

function sideOf(run: string, step: string | undefined): RunPlace {
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

export const newAddress = '#/new'
export const workersAddress = '#/workers'
export const runsAddress = '#/'

export function addressOf({ run, step }: RunPlace): string {
  return `#/runs/${encodeURIComponent(run)}${step === undefined ? '' : `/steps/${step}`}`
}

export function compareAddress(...sides: readonly [RunPlace, RunPlace]): string {
  const parts = sides.map(
    ({ run, step }) => `${encodeURIComponent(run)}${step === undefined ? '' : `@${step}`}`,
  )
  return `#/compare/${parts.join('/')}`
}

/** Goes to a place; `replace` leaves no trace in the history, as when a person leafs through steps. */
export function go(address: string, { replace = false } = {}): void {
  if (replace) {
    history.replaceState(null, '', address)
    window.dispatchEvent(new HashChangeEvent('hashchange'))
  } else location.hash = address
}

export function usePlace(): Place {
  const hash = useSyncExternalStore(listen, () => location.hash)
  return placeOf(hash)
}

function listen(change: () => void): () => void {
  window.addEventListener('hashchange', change)
  return () => window.removeEventListener('hashchange', change)
}
