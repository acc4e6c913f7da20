import type { Artifact, RunEvent, Task } from '@textgrad/core'

import { tasks } from './tasks.ts'

/** The domain that a run is of; undefined for a run of another program. */
export function taskOfRun(events: readonly RunEvent[]): Task | undefined {
  const started = events.find((event) => event.type === 'run-start')
  return started?.type === 'run-start' ? tasks.find(({ name }) => name === started.run.task) : undefined
}

/** What its domain shows of the whole of a run. */
export async function viewsOf(
  events: readonly RunEvent[],
  signal: AbortSignal,
): Promise<readonly Artifact[]> {
  return (await taskOfRun(events)?.views?.(events, { signal })) ?? []
}
