import type { LiveExperiment } from './experiment.ts'
import { gpqaLive } from './gpqa.ts'
import { gsm8kLive } from './gsm8k.ts'
import { humanEvalPlusLive } from './humaneval-plus.ts'
import { leetcodeLive } from './leetcode.ts'
import { mbppPlusLive } from './mbpp-plus.ts'
import { mmluMachineLearningLive, mmluPhysicsLive } from './mmlu.ts'
import { moleculesLive } from './molecules.ts'
import { objectCountingLive } from './object-counting.ts'
import { radiotherapyLive } from './radiotherapy.ts'
import { wordSortingLive } from './word-sorting.ts'

/** The experiments that can be run with a model. */
export const liveExperiments: readonly LiveExperiment[] = [
  gpqaLive,
  mmluMachineLearningLive,
  mmluPhysicsLive,
  objectCountingLive,
  wordSortingLive,
  gsm8kLive,
  leetcodeLive,
  humanEvalPlusLive,
  mbppPlusLive,
  moleculesLive,
  radiotherapyLive,
]
