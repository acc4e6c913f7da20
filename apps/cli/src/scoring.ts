import {
  rootCall,
  type Evaluation,
  type Evaluator,
  type Json,
  type ScoredRow,
  type Task,
} from '@textgrad/core'

import { version } from './version.ts'

/**
 * The scorer of a task as a task of its own, for workers: a candidate is a part of the rows, and what it is measured as are
 * those rows. Undefined for a task without a scorer.
 */
export function scoringTask(task: Task): Task | undefined {
  const { name, score: scorer } = task
  if (!scorer) return undefined
  return {
    name: `${name}-score`,
    summary: `Measure a part of a file of candidates: ${task.summary}`,
    config: scorer.config,
    ...(task.needs && { needs: (config) => task.needs!(config) }),
    async setup(config) {
      return {
        start: { index: '0', of: '1' },
        metrics: [],
        build: ({ index, of }) => ({
          parameters: [],
          loss: () => Promise.reject(new TypeError('Rows that are measured have no loss')),
          async evaluate(_, { signal }) {
            const part = { index: Number(index), of: Number(of) }
            return evaluationOf(
              await Array.fromAsync(scorer.run(config, { part, ...(signal && { signal }) })),
            )
          },
        }),
        async [Symbol.asyncDispose]() {},
      }
    },
  }
}

const kind = 'text'

function evaluationOf(rows: readonly ScoredRow[]): Evaluation {
  return {
    score: rows.length,
    metrics: {},
    feasible: true,
    feedback: [],
    artifacts: [{ kind, name: 'rows', text: JSON.stringify(rows) }],
  }
}

function rowsOf({ error, artifacts = [] }: Evaluation): readonly ScoredRow[] {
  if (error !== undefined) throw new Error(error)
  const rows = artifacts.find((one) => one.kind === kind && one.name === 'rows') as { text: string }
  return JSON.parse(rows.text) as readonly ScoredRow[]
}

export interface ScoringElsewhere {
  readonly evaluator: Evaluator
  readonly parts: number
  readonly signal: AbortSignal
  /** Told when a part has come. */
  readonly came: (parts: number) => void
}

/** The rows of a file as workers measure them, in the order of the file; all of them have come when the first is given. */
export async function* rowsElsewhere(
  task: Task,
  config: Json,
  { evaluator, parts, signal, came }: ScoringElsewhere,
): AsyncGenerator<ScoredRow, ScoredRow | void> {
  const run = { task: `${task.name}-score`, config, engine: '', version }
  let count = 0
  const measured = Array.from({ length: parts }, async (_, index) => {
    const path = `part-${index}`
    const job = { run, seed: 0, path, candidate: { index: String(index), of: String(parts) } }
    const rows = rowsOf(await evaluator.evaluate(job, rootCall({ path, signal })))
    came(++count)
    return rows
  })
  const all = await Promise.all(measured)
  const rows: ScoredRow[] = []
  for (let place = 0; ; place++) {
    const row = all[place % parts]![Math.floor(place / parts)]
    if (!row) break
    rows.push(row)
    yield row
  }
  return task.score!.sum?.(config, rows)
}
