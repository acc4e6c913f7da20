import type { Evaluation } from '@textgrad/core'
import { z } from 'zod'

import { json } from './job.ts'

/** JSON has no NaN and no Infinity, which a score may be. */
const real = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])
type Real = z.infer<typeof real>

const said = z.looseObject({
  kind: z.enum(['feedback', 'satisfied']),
  text: z.string(),
  data: json.optional(),
})

export const evaluationSchema = z.looseObject({
  score: real,
  metrics: z.record(z.string(), real),
  feasible: z.boolean(),
  feedback: z.array(said),
  items: z
    .array(
      z.looseObject({
        id: z.string(),
        score: real,
        feedback: z.array(said).optional(),
        uses: z.array(z.looseObject({})).optional(),
      }),
    )
    .optional(),
  artifacts: z.array(z.looseObject({ name: z.string(), kind: z.string() })).optional(),
  error: z.string().optional(),
})

/** An evaluation as JSON. */
export type WireEvaluation = z.infer<typeof evaluationSchema>

export function evaluationToWire(evaluation: Evaluation): WireEvaluation {
  const { score, metrics, items } = evaluation
  const wire = {
    ...evaluation,
    score: write(score),
    metrics: mapValues(metrics, write),
    ...(items && { items: items.map((item) => ({ ...item, score: write(item.score) })) }),
  }
  return JSON.parse(JSON.stringify(wire)) as WireEvaluation
}

export function evaluationFromWire(wire: WireEvaluation): Evaluation {
  const { score, metrics, items } = wire
  const evaluation = {
    ...wire,
    score: Number(score),
    metrics: mapValues(metrics, Number),
    ...(items && { items: items.map((item) => ({ ...item, score: Number(item.score) })) }),
  }
  // Its artifacts are looked at by kind where they are shown.
  return evaluation as unknown as Evaluation
}

function write(value: number): Real {
  return Number.isFinite(value) ? value : (String(value) as Real)
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}
