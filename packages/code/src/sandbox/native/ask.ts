import { randomBytes } from 'node:crypto'

import type { Value } from '../../codec/value.ts'
import type { Answer } from '../answer.ts'
import type { Limits } from '../limits.ts'
import type { RequestOptions } from '../sandbox.ts'
import type { Event, NativeProcess } from './native-process.ts'
import { readReply, type Reply } from './reply.ts'
import { watch } from './watch.ts'

export interface Asked {
  readonly process: NativeProcess
  readonly limits: Limits
  readonly parts: readonly Value[]
  /** Reads the line that answers the request with this id; undefined for anything else (default: `readReply`). */
  readonly read?: (line: string, id: string) => Reply | 'timeout' | undefined
}

/** Asks a program in a process for something, within limits. Rejects with the reason of the signal. */
export async function ask(
  { process, limits, parts, read = readReply }: Asked,
  { signal, wallSeconds }: RequestOptions = {},
): Promise<Answer> {
  signal?.throwIfAborted()
  const id = randomBytes(8).toString('hex')
  const started = performance.now()
  const unwatch = watch({
    process,
    limits,
    wallSeconds: Math.min(wallSeconds ?? Number.POSITIVE_INFINITY, limits.wallSeconds),
    stop: (status, why) => process.stop(status, why),
  })
  const abort = () => process.stop('exited', 'it was aborted')
  signal?.addEventListener('abort', abort)
  try {
    const next = process.next()
    process.write(JSON.stringify([id, ...parts]))
    const event = await next
    signal?.throwIfAborted()
    const reply = replyOf(event, (line) => read(line, id))
    const seconds = (performance.now() - started) / 1000
    if (reply === 'timeout') process.stop('timeout', `more than ${limits.cpuSeconds} s of processor time`)
    else if (reply) return { ...reply, seconds }
    // A second reason changes nothing: the first is kept.
    process.stop('protocol', 'it wrote something else where only answers go')
    const { status, why } = process.stopped!
    // What it had printed by then depends on how fast it was.
    return { status, why, stdout: '', seconds }
  } finally {
    unwatch()
    signal?.removeEventListener('abort', abort)
  }
}

const replyOf = <R>(event: Event, read: (line: string) => R): R | undefined =>
  event.kind === 'line' && !event.more ? read(event.text) : undefined
