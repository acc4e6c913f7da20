import type { FindingKind, RunEvent } from '@textgrad/core'

import { count } from './figures.ts'

/** How often code found something wrong in a run, by kind; of citations each counts. */
export type Findings = Readonly<Record<FindingKind, number>>

const none: Findings = { citation: 0, oscillation: 0, 'no progress': 0 }

/** Counts what the events of a run tell of it. */
export function findingsOf(events: readonly RunEvent[]): Findings {
  const found = { ...none }
  for (const event of events) if (event.type === 'finding') found[event.finding] += howMany(event)
  return found
}

function howMany({ data }: Extract<RunEvent, { type: 'finding' }>): number {
  const { citations } = (data ?? {}) as { readonly citations?: readonly unknown[] }
  return citations?.length ?? 1
}

/** How many there are of each kind; '' where there is none. */
export function findingsInWords({ citation, oscillation, 'no progress': standstill }: Findings): string {
  return [
    citation > 0 && `${count(citation, 'citation')} of what nobody told`,
    oscillation > 0 && count(oscillation, 'oscillation'),
    standstill > 0 && `${count(standstill, 'time')} no progress`,
  ]
    .filter(Boolean)
    .join(', ')
}
