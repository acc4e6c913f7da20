import { readHumanEvalPlus } from '@textgrad/code'

import { programExperiment } from './program-experiment.ts'

/** The paper's design on problems that anyone may have: HumanEval's tests are shown, and EvalPlus's inputs hidden. */
export const humanEvalPlusLive = programExperiment({
  name: 'humaneval-plus',
  summary: 'HumanEval+: programs rewritten by what its base tests say, judged by its plus inputs',
  set: { name: 'humanevalplus', file: 'HumanEvalPlus.jsonl.gz' },
  from: 'github.com/evalplus/humanevalplus_release has it, v0.1.10',
  read: readHumanEvalPlus,
  problems: 164,
  hasHidden: true,
  paper: { local: {}, completion: {}, source: 'the paper does not have it' },
})
