import { fetchedFolder, loadMmlu, type Question } from '@textgrad/questions'

import type { ArmContext } from './experiment.ts'
import { answeringExperiment } from './question-answering.ts'

export const mmluMachineLearningLive = answeringExperiment({
  name: 'mmlu-ml',
  summary: 'MMLU machine learning: answers that are criticised and rewritten, then vote',
  questions: 112,
  load: (context) => questionsOf('machine_learning', context),
  paper: { zeroShot: 85.7, vote: 88.4 },
  recorded: [94, 95, 93],
})

/** Eleven questions are there twice: each is asked once, and counts twice. */
export const mmluPhysicsLive = answeringExperiment({
  name: 'mmlu-physics',
  summary: 'MMLU college physics: answers that are criticised and rewritten, then vote',
  questions: 102,
  load: (context) => questionsOf('college_physics', context),
  paper: { zeroShot: 91.2, vote: 95.1 },
  recorded: [97, 98, 98],
})

/** In the order of the file, with the options as they are there, as in the paper. */
async function questionsOf(subject: string, { folder }: ArmContext): Promise<readonly Question[]> {
  return loadMmlu(folder('mmlu') ?? (await fetchedFolder('mmlu')), subject)
}
