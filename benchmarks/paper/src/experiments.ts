import { compared, type Figure } from './figure.ts'
import { gpqa } from './gpqa.ts'
import { gsm8k } from './gsm8k.ts'
import { leetcode, reflexion } from './leetcode.ts'
import { mmluMachineLearning, mmluPhysics } from './mmlu.ts'
import { objectCounting } from './object-counting.ts'
import type { RecordedExperiment } from './recorded/experiment.ts'
import { foldersFor, type FolderOptions } from './recorded/folders.ts'
import { wordSorting } from './word-sorting.ts'

/** The experiments whose outputs were recorded. */
export const recordedExperiments: readonly RecordedExperiment[] = [
  gpqa,
  mmluMachineLearning,
  mmluPhysics,
  leetcode,
  reflexion,
  objectCounting,
  wordSorting,
  gsm8k,
]

/**
 * Recomputes the figures of an experiment from what was recorded of it: nothing but the files is asked.
 * Rejects with TypeError for a file that is malformed, DownloadError for one that is missing and can not be fetched.
 */
export async function recomputed(
  experiment: RecordedExperiment,
  options: FolderOptions = {},
): Promise<readonly Figure[]> {
  const counted = await experiment.count(foldersFor(options))
  return counted.map((one) => compared(experiment.name, one))
}
