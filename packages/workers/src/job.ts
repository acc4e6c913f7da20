import { createHash } from 'node:crypto'

import type { Job, Json, RunDescription } from '@textgrad/core'
import { z } from 'zod'

import { checkSize } from './checks.ts'
import { contentSchema } from './content.ts'
import type { JobFiles } from './sent-files.ts'

const count = z.int().min(0)

/** What was read from JSON is JSON. */
export const json = z.custom<Json>((value) => value !== undefined)

/** The id of who waits for a job, or works on it. */
export const peerId = z.string().regex(/^[a-z0-9-]{1,64}$/)

const jobSchema = z.strictObject({
  run: z.strictObject({
    task: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
    config: json,
    engine: z.string().max(1000),
    version: z.string().max(100),
  }),
  seed: z.number(),
  path: z.string().max(10_000),
  candidate: z.record(z.string(), z.string()),
  /** What of the configuration are files, by their paths there. */
  files: z.record(z.string().max(4096), contentSchema).optional(),
  items: z.strictObject({ of: z.enum(['train', 'validation']), places: z.array(count) }).optional(),
})

const queuedJobSchema = z.strictObject({
  /** Of this format. */
  format: z.literal(1),
  /** SHA-256 of all that decides the result. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
  /** Who waits for the result. */
  from: peerId,
  step: count,
  sample: count,
  job: jobSchema,
})

/** A job as it lies in the queue: names and data, nothing that could be run and nothing secret. */
export type QueuedJob = z.infer<typeof queuedJobSchema>

export interface JobPlace {
  readonly step: number
  readonly sample: number
}

/** @throws RangeError for a job of more than 64 million characters, TypeError for one that workers would refuse. */
export function queuedJob(
  job: Job,
  { step, sample }: JobPlace,
  { from, files = {} }: { readonly from: string; readonly files?: JobFiles },
): QueuedJob {
  const run = plainRun(job.run)
  const text = JSON.stringify({ ...job, run, ...(Object.keys(files).length > 0 && { files }) })
  checkSize('The job', text)
  // All jobs of a run share its description, however many there are.
  const plain = { ...(JSON.parse(text) as QueuedJob['job']), run }
  const queued: QueuedJob = { format: 1, key: keyOf(plain, { step, sample }), from, step, sample, job: plain }
  checkJob(queued)
  return queued
}

const plainRuns = new WeakMap<RunDescription, QueuedJob['job']['run']>()

/** The description as JSON gives it back. */
function plainRun(run: RunDescription): QueuedJob['job']['run'] {
  const known = plainRuns.get(run) ?? (JSON.parse(JSON.stringify(run)) as QueuedJob['job']['run'])
  plainRuns.set(run, known)
  return known
}

/**
 * Reads what lay in the queue.
 * @throws TypeError that says what is wrong with it.
 */
export function readQueuedJob(data: unknown): QueuedJob {
  try {
    checkJob(data)
    // Itself, with its keys in the order that it came in.
    if (keyOf(data.job, data) === data.key) return data
    throw new TypeError('The key of the job is not the hash of its content')
  } catch (error) {
    // Such as a stack that overflows over thousands of lists in each other.
    if (error instanceof RangeError)
      throw new TypeError(`The job can not be read: ${error.message}`, { cause: error })
    throw error
  }
}

function checkJob(data: unknown): asserts data is QueuedJob {
  const { error } = queuedJobSchema.safeParse(data)
  if (error)
    throw new TypeError(`The job does not fit its schema: ${shorten(z.prettifyError(error))}`, {
      cause: error,
    })
}

function keyOf({ run, ...job }: QueuedJob['job'], { step, sample }: JobPlace): string {
  return createHash('sha256')
    .update(sortedText(run))
    .update(JSON.stringify(sorted([job, step, sample])))
    .digest('hex')
}

const sortedTexts = new WeakMap<QueuedJob['job']['run'], string>()

function sortedText(run: QueuedJob['job']['run']): string {
  const known = sortedTexts.get(run) ?? JSON.stringify(sorted(run))
  sortedTexts.set(run, known)
  return known
}

/** With the keys of each object in order, so that equal content has one text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return entries.map(([key, inner]) => [key, sorted(inner)])
}

function shorten(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)} ...` : text
}
