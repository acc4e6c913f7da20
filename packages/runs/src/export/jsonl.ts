import { inCanonicalOrder, type RunEvent } from '@textgrad/core'

/**
 * The events of a run as JSON lines: in the order in which they are given, or in the canonical one, which is the same for
 * the same run.
 */
export function* toJsonl(
  events: readonly RunEvent[],
  order: 'stored' | 'canonical' = 'stored',
): Generator<string> {
  for (const event of order === 'stored' ? events : inCanonicalOrder(events))
    yield `${JSON.stringify(event)}\n`
}
