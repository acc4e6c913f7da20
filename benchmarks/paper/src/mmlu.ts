import { join } from 'node:path'

import { loadMmlu, questionText } from '@textgrad/questions'
import { z } from 'zod'

import type { Counted } from './figure.ts'
import { expectedIn, type Expected } from './recorded/expected.ts'
import type { RecordedExperiment } from './recorded/experiment.ts'
import { readJson } from './recorded/files.ts'
import type { FolderOf } from './recorded/folders.ts'
import { mmluQuestions, textgradResults } from './recorded/sets.ts'
import { predictions, rightAtEachStage, sameVotes, stageFigures, type Predictions } from './recorded/votes.ts'

/** MMLU machine learning (Hendrycks et al. 2020) by solution optimisation: section 3.2 of the paper. */
export const mmluMachineLearning: RecordedExperiment = {
  name: 'mmlu-ml',
  summary: 'MMLU machine learning: answers that are criticised and rewritten, then vote',
  sets: [textgradResults],
  async count(folderOf) {
    const folder = await folderOf(textgradResults)
    const { mmlu_machine_learning: expected } = await expectedIn(folder)
    return uniqueFigures(Object.values(await readRecorded(folder, 'machine_learning')), expected)
  },
}

/**
 * MMLU college physics: 102 questions, of which 11 are there twice. The paper's program kept one entry for both, so its
 * figures come out where each entry counts as often as its question is asked.
 */
export const mmluPhysics: RecordedExperiment = {
  name: 'mmlu-physics',
  summary: 'MMLU college physics: answers that are criticised and rewritten, then vote',
  sets: [textgradResults, mmluQuestions],
  async count(folderOf) {
    const folder = await folderOf(textgradResults)
    const { mmlu_college_physics: expected } = await expectedIn(folder)
    const recorded = await readRecorded(folder, 'college_physics')
    const asked = await byQuestion(recorded, folderOf)
    return [
      ...uniqueFigures(Object.values(recorded), expected),
      ...stageFigures(`${asked.length} rows`, rightAtEachStage(asked), expected.weighted_over_102_test_rows),
    ]
  },
}

type Recorded = Readonly<Record<string, Predictions>>

function readRecorded(folder: string, subject: string): Promise<Recorded> {
  return readJson(join(folder, `mmlu_${subject}_predictions.json`), z.record(z.string(), predictions))
}

function uniqueFigures(
  recorded: readonly Predictions[],
  { n_unique: n, per_iteration_correct_unique: expected }: Expected['mmlu_machine_learning'],
): Counted[] {
  return [
    { figure: 'prompts', expected: n, ours: recorded.length },
    ...stageFigures(`${n} prompts`, rightAtEachStage(recorded), expected),
    { figure: 'votes as recorded', expected: n, ours: sameVotes(recorded) },
  ]
}

/** What was recorded of each question in the test file. */
async function byQuestion(recorded: Recorded, folderOf: FolderOf): Promise<readonly Predictions[]> {
  const folder = await folderOf(mmluQuestions)
  const questions = await loadMmlu(folder, 'college_physics')
  const entries = Object.entries(recorded)
  return questions.map((question) => {
    // What the paper asked ends with the question as it is shown here.
    const text = `\n\n${questionText(question)}`
    const found = entries.filter(([asked]) => asked.endsWith(text))
    if (found.length === 1) return found[0]![1]
    throw new TypeError(
      `Expected one recorded prompt for question ${question.id} of MMLU college physics in ${folder}, got ${found.length}`,
    )
  })
}
