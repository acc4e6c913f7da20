import { join } from 'node:path'

import { z } from 'zod'

import { isFile, readJson } from './files.ts'

const counts = z.array(z.int().min(0)).length(5)
const bySeed = z.record(z.string(), z.int().min(0))

const schema = z.object({
  gpqa: z.object({ n: z.int(), per_iteration_correct: counts }),
  mmlu_machine_learning: z.object({ n_unique: z.int(), per_iteration_correct_unique: counts }),
  mmlu_college_physics: z.object({
    n_unique: z.int(),
    per_iteration_correct_unique: counts,
    weighted_over_102_test_rows: counts,
  }),
  leetcode_textgrad: z.object({
    zero_shot_solved: bySeed,
    final_solved: bySeed,
    n: z.int(),
    recorded_local_states: z.int(),
  }),
  leetcode_reflexion: z.object({ solved: bySeed, n: z.int() }),
})

/**
 * What comes out of the recorded outputs of the paper: for questions the right answers at zero-shot, after each of three
 * updates, and by majority vote; for programs the problems that were solved, by seed.
 */
export type Expected = z.infer<typeof schema>

/** Counted in the files that the authors published (github.com/zou-group/textgrad, commit 75e912e). */
export const expectedFigures: Expected = {
  gpqa: { n: 198, per_iteration_correct: [101, 106, 106, 104, 109] },
  mmlu_machine_learning: { n_unique: 112, per_iteration_correct_unique: [96, 94, 95, 93, 99] },
  mmlu_college_physics: {
    n_unique: 91,
    per_iteration_correct_unique: [83, 86, 87, 87, 86],
    weighted_over_102_test_rows: [93, 97, 98, 98, 97],
  },
  leetcode_textgrad: {
    zero_shot_solved: { 17: 10, 21: 10, 55: 10, 91: 10 },
    final_solved: { 17: 16, 21: 13, 55: 13, 91: 14 },
    n: 39,
    recorded_local_states: 277,
  },
  leetcode_reflexion: { solved: { 15: 14, 17: 12, 21: 11, 55: 13, 91: 10 }, n: 39 },
}

/** The `expected.json` beside recorded outputs, where there is one; else what is known. */
export async function expectedIn(folder: string): Promise<Expected> {
  const file = join(folder, 'expected.json')
  return (await isFile(file)) ? readJson(file, schema) : expectedFigures
}
