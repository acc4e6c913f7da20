import { readLeetCode } from '@textgrad/code'

import { programExperiment } from './program-experiment.ts'

/** The first programs of its recorded runs that pass all local tests: of 39 problems, four times. */
const firstPassing = 105 / 156

/** The problems of the paper. Whether a program is right, LeetCode says alone: what is known here is what its examples say. */
export const leetcodeLive = programExperiment({
  name: 'leetcode',
  summary: 'LeetCode hard: programs rewritten by what the examples of their statements say',
  set: { name: 'leetcode', file: 'leetcode_with_tests.jsonl' },
  from: "LeetCode's texts have no licence, so the file is not fetched",
  read: readLeetCode,
  problems: 39,
  hasHidden: false,
  cpuSeconds: 10,
  paper: {
    local: { 'zero-shot': firstPassing },
    completion: { 'zero-shot': 0.26, reflexion: 0.31, textgrad: 0.36 },
    source: 'table 1; local tests by its recorded runs',
  },
})
