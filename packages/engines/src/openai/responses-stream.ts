import type { Failures } from '@textgrad/host/failures'

import { truncated } from './events.ts'
import { fieldsOf, type Fields } from './fields.ts'

/** The events that a stream of the responses API ends with, each of which has the whole reply. */
const last = new Set<unknown>(['response.completed', 'response.incomplete', 'response.failed'])

/** The reply of a streamed response. Throws 'connection' (a truncated stream) where the stream ends before it. */
export async function collectResponse(events: AsyncIterable<Fields>, failures: Failures): Promise<Fields> {
  for await (const event of events) {
    const response = last.has(event['type']) ? fieldsOf(event['response']) : undefined
    if (response) return response
  }
  throw truncated(failures)
}
