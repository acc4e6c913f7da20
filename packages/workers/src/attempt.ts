import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'

import { abortable } from '@textgrad/host'

import { checkSize } from './checks.ts'
import type { Fetch } from './fetched-files.ts'
import type { QueuedJob } from './job.ts'
import type { Line } from './line.ts'
import type { Answer, Asked, ToldEvent } from './messages.ts'
import { FetchLeft, type Problems } from './problems.ts'
import { RemoteCall } from './remote-call.ts'
import { fromWire, toWire } from './wire-error.ts'
import { evaluationToWire } from './wire-evaluation.ts'

export interface AttemptAt {
  readonly line: Line
  readonly problems: Problems
  /** Milliseconds between two signs of life. */
  readonly beat: number
  /** Breaks all attempts off. */
  readonly signal: AbortSignal
}

/** 'over': nobody waits for the job, or another worker holds it. */
export type AttemptEnd = 'done' | 'over'

/** Tries a job: begins only if somebody waits for it, and gives the result to who waits before it leaves the queue. */
export async function attempt(queued: QueuedJob, at: AttemptAt): Promise<AttemptEnd> {
  const { line, beat } = at
  const { key, from } = queued
  const id = randomUUID()
  const ask = (asked: Asked): Promise<Answer> => line.ask({ from, job: key, id }, asked)
  if (!(await line.isThere(from))) return 'over'
  if ((await ask({ op: 'begin' })).over) return 'over'
  const left = new AbortController()
  const watch = line.watch(id, () => left.abort(new DOMException('Nobody waits any more', 'AbortError')))
  const ended = new AbortController()
  void keepAlive(ask, beat, ended.signal)
  try {
    const events: ToldEvent[] = []
    const signal = AbortSignal.any([left.signal, at.signal])
    const done = await evaluate(queued, at, { ask, events, signal })
    // What was broken off has no result: where somebody waits after all, it is queued again.
    if (at.signal.aborted || (left.signal.aborted && done.error)) return 'over'
    // Also where another worker got the job meanwhile: then it is counted there, and dropped.
    return (await ask({ op: 'done', ...sendable({ ...done, events }) })).over ? 'over' : 'done'
  } finally {
    ended.abort()
    watch[Symbol.dispose]()
  }
}

async function keepAlive(
  ask: (asked: Asked) => Promise<Answer>,
  beat: number,
  ended: AbortSignal,
): Promise<void> {
  while (!ended.aborted) {
    await sleep(beat, undefined, { signal: ended }).catch(() => undefined)
    if (!ended.aborted) await ask({ op: 'beat' })
  }
}

interface Under {
  readonly ask: (asked: Asked) => Promise<Answer>
  readonly events: ToldEvent[]
  readonly signal: AbortSignal
}

type Done = Pick<Extract<Asked, { op: 'done' }>, 'evaluation' | 'error'>

async function evaluate(
  { job, step, sample }: QueuedJob,
  { problems }: AttemptAt,
  { ask, events, signal }: Under,
): Promise<Done> {
  const { run, seed, path, candidate, items, files = {} } = job
  const underWay = new Set<Promise<unknown>>()
  const remote = { base: path, ask, events, underWay }
  const call = new RemoteCall(remote, { place: '', step, seed, sample, signal })
  try {
    const wanted = { run, files, signal, fetch: fetchOver(ask) }
    const evaluation = await problems.use(wanted, async (problem, evaluator) => {
      const all = problem.items?.[items?.of ?? 'validation'] ?? []
      const missing = items?.places.find((place) => place >= all.length)
      if (missing !== undefined)
        throw new RangeError(`There is no item ${missing}: this worker has ${all.length} of ${items!.of}`)
      return evaluator.evaluate({ run, seed, path, candidate, ...(items && { items }) }, call)
    })
    return { evaluation: evaluationToWire(evaluation) }
  } catch (error) {
    return { error: toWire(error) }
  } finally {
    // What is still being done beside what failed comes in, too: it may be paid.
    await abortable(quiet(underWay), signal).catch(() => undefined)
  }
}

/** It, or that it is too large. */
function sendable(end: Done & { readonly events: ToldEvent[] }): Done & { readonly events: ToldEvent[] } {
  try {
    checkSize('The evaluation', JSON.stringify(end))
    return end
  } catch (error) {
    return { error: toWire(error), events: [] }
  }
}

function fetchOver(ask: Under['ask']): Fetch {
  return async (sha256, from) => {
    const { piece, error } = await ask({ op: 'file', sha256, from })
    if (error) throw fromWire(error)
    if (piece === undefined) throw new FetchLeft()
    return Buffer.from(piece, 'base64')
  }
}

/** Resolves when nothing is under way any more, nor what followed it. */
async function quiet(underWay: ReadonlySet<Promise<unknown>>): Promise<void> {
  do {
    await Promise.allSettled(underWay)
    await nextTurn()
  } while (underWay.size > 0)
}
