import { join } from 'node:path'

import { z } from 'zod'

import { expectedIn } from './recorded/expected.ts'
import type { RecordedExperiment } from './recorded/experiment.ts'
import { isFile, readJson } from './recorded/files.ts'
import { textgradResults } from './recorded/sets.ts'
import { predictions, rightAtEachStage, sameVotes, stageFigures, type Predictions } from './recorded/votes.ts'

/** A copy without the questions, which their authors ask not to spread: of each reply only what names an option. */
const labels = z.array(z.object({ answer: z.string(), matches: z.array(z.array(z.string())).length(5) }))

/** GPQA diamond (Rein et al. 2023) by solution optimisation: section 3.2 of the paper. */
export const gpqa: RecordedExperiment = {
  name: 'gpqa',
  summary: 'GPQA diamond: answers that are criticised and rewritten, then vote',
  sets: [textgradResults],
  async count(folderOf) {
    const folder = await folderOf(textgradResults)
    const { gpqa: expected } = await expectedIn(folder)
    const recorded = await readRecorded(folder)
    const n = recorded.length
    return [
      { figure: 'questions', expected: expected.n, ours: n },
      ...stageFigures(String(expected.n), rightAtEachStage(recorded), expected.per_iteration_correct),
      { figure: 'votes as recorded', expected: expected.n, ours: sameVotes(recorded) },
    ]
  },
}

async function readRecorded(folder: string): Promise<readonly Predictions[]> {
  const short = join(folder, 'gpqa_labels.json')
  if (!(await isFile(short))) {
    return Object.values(
      await readJson(join(folder, 'gpqa_predictions.json'), z.record(z.string(), predictions)),
    )
  }
  const rows = await readJson(short, labels)
  return rows.map(({ answer, matches }) => ({
    answer,
    predictions: matches.map((found) => found.join('\n')),
  }))
}
