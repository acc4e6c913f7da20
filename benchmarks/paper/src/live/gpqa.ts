import { loadGpqa, shuffleChoices } from '@textgrad/questions'

import { answeringExperiment } from './question-answering.ts'

/** Of the order of options: unlike in the paper's program every question has its own, so that not every right answer is C. */
const orderSeed = 0

export const gpqaLive = answeringExperiment({
  name: 'gpqa',
  summary: 'GPQA diamond, your copy: answers that are criticised and rewritten, then vote',
  questions: 198,
  async load({ folder }) {
    const from = folder('gpqa')
    if (from === undefined) {
      throw new TypeError(
        'GPQA is not fetched, since its authors ask not to spread its questions: name a folder that holds your gpqa_diamond.csv with --data',
      )
    }
    return (await loadGpqa(from, 'diamond')).map((question) => shuffleChoices(question, orderSeed))
  },
  paper: { zeroShot: 51, vote: 55 },
  recorded: [106, 106, 104],
})
