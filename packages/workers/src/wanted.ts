import type { Needs } from '@textgrad/core'
import { z } from 'zod'

import { needsSchema } from './needs.ts'

/** What a worker has to be for a job: jobs that want the same lie in one queue. */
export interface Wanted {
  readonly task: string
  readonly version: string
  readonly needs: Needs
}

export const wantedSchema = z.strictObject({
  task: z.string().max(64),
  version: z.string().max(100),
  needs: needsSchema,
})

/** The queue of these jobs: a worker takes only what it knows, in its own version, and can do. */
export function queueOf(queue: string, { task, version, needs }: Wanted): string {
  const { cores, memory, gpu } = needs
  return [
    `${queue}-${task}`,
    ...(version === '' ? [] : [encodeURIComponent(version)]),
    ...(cores === undefined ? [] : [`cores${cores}`]),
    ...(memory === undefined ? [] : [`memory${memory}`]),
    ...(gpu === undefined ? [] : [`gpu-${gpu}`]),
  ].join('-')
}
