import { readMbppPlus } from '@textgrad/code'

import { programExperiment } from './program-experiment.ts'

/** The paper's design on problems that anyone may have: MBPP's assertions are shown, and EvalPlus's inputs hidden. */
export const mbppPlusLive = programExperiment({
  name: 'mbpp-plus',
  summary: 'MBPP+: programs rewritten by what its base tests say, judged by its plus inputs',
  set: { name: 'mbppplus', file: 'MbppPlus.jsonl.gz' },
  from: 'github.com/evalplus/mbppplus_release has it, v0.2.0',
  read: readMbppPlus,
  problems: 378,
  hasHidden: true,
  paper: { local: {}, completion: {}, source: 'the paper does not have it' },
})
