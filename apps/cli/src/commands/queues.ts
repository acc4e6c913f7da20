import { setTimeout as sleep } from 'node:timers/promises'

import type { QueuesSeen, QueuesWatch } from '@textgrad/workers'

import { command, type Command } from '../command.ts'
import type { FlagValues } from '../flags.ts'
import { interruptSignal } from '../interrupt.ts'
import { pageOn } from '../page.ts'
import { queueLines } from '../queues-table.ts'
import { withPassword } from '../redis-password.ts'
import { screenOf } from '../screen.ts'
import { asUsage, UsageError } from '../usage-error.ts'
import { redisFlag, workersFlags } from '../workers.ts'

/** Milliseconds between two looks. */
const interval = 1000

export const queues: Command = command({
  name: 'queues',
  description: 'Show what waits for workers on a Redis, who works on it, and what nobody takes or waits for',
  flags: {
    redis: { ...redisFlag, required: true },
    queue: workersFlags['queue'],
    watch: { type: 'boolean', description: 'Look again every second, until Ctrl-C' },
    clear: {
      type: 'boolean',
      description: 'Remove the jobs that nobody waits for, and those that were refused',
    },
    json: { type: 'boolean', description: 'Print a JSON line, with --watch one for each change' },
  },
  example: 'textgrad queues --redis redis://127.0.0.1:6379 --watch',
  async run(values) {
    if (values['clear'] && values['watch'])
      throw new UsageError('--clear removes once, and --watch goes on: leave one of them out')
    const { watchQueues } = await import('@textgrad/workers')
    const redisUrl = withPassword(values['redis'] as string)
    const queue = values['queue'] as string
    await using watch = await asUsage(() => watchQueues({ redisUrl, queue }))
    if (values['clear']) await clear(watch, values)
    else if (values['watch']) await follow(watch, values)
    else show(await watch.look(), values)
  },
})

async function clear(watch: QueuesWatch, { json }: FlagValues): Promise<void> {
  const removed = await watch.clear()
  const words =
    removed === 0 ? 'There was nothing to remove' : `Removed: ${removed} ${removed === 1 ? 'job' : 'jobs'}`
  process.stdout.write(`${json ? JSON.stringify({ removed }) : words}\n`)
}

function show(seen: QueuesSeen, { json }: FlagValues): void {
  const screen = screenOf(process.stdout)
  screen.write(json ? JSON.stringify(seen) : queueLines(seen, screen).join('\n'))
}

async function follow(watch: QueuesWatch, { json }: FlagValues): Promise<void> {
  using interrupt = interruptSignal(undefined, 'Looking no more.')
  const { signal } = interrupt
  using page = json ? undefined : pageOn(process.stdout)
  let last = ''
  while (!signal.aborted) {
    const seen = await watch.look()
    // When it was seen is no change.
    const text = JSON.stringify({ ...seen, at: 0 })
    if (!json) page!.show(queueLines(seen, screenOf(process.stdout)))
    else if (text !== last) process.stdout.write(`${JSON.stringify(seen)}\n`)
    last = text
    await sleep(interval, undefined, { signal }).catch(() => undefined)
  }
}
